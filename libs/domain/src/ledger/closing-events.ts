/** What moved a ledger itself on or held it. These shapes stay for ever, as those of `events.ts` do. */
import type { Stored } from './entry-data.js';

export type BooksClosed = Stored<'BooksClosed', { readonly through: string }>;
export type PlanYearClosed = Stored<
  'PlanYearClosed',
  {
    readonly planYear: number;
    /** SHA-256 of the balances at this entry, so that a replay may start here. Filled in outside the rules. */
    readonly stateDigest: string;
  }
>;
export type PlanYearReopened = Stored<
  'PlanYearReopened',
  { readonly planYear: number; readonly reason: string }
>;
export type DayAdvanced = Stored<
  'DayAdvanced',
  { readonly date: string; readonly staysFrozen?: readonly StaysFrozen[] }
>;
/** Units that leave a frozen subtree on that entry, and over which the freeze goes on. */
export interface StaysFrozen {
  readonly freeze: string;
  readonly units: readonly string[];
}
/** 暂停登记: nothing may be posted until it is resumed; everything may be read. */
export type PostingSuspended = Stored<'PostingSuspended', { readonly reason: string }>;
export type PostingResumed = Stored<
  'PostingResumed',
  {
    /** Entry id of the suspension that ends. */
    readonly suspension: string;
    readonly reason: string;
  }
>;
