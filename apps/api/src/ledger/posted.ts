import type { LedgerEvent } from '#domain';
import type { Accepted } from '#event-store';
import { shownBalances, type ShownBalance } from './shown-balances.js';

/** The answer to a recorded entry. */
export interface Posted {
  readonly entryId: string;
  readonly ledger: string;
  readonly revision: string;
  /** Absent from a dry run, which records nothing. */
  readonly position?: string;
  readonly recordedAt: string;
  /** The day it counts from: the ledger's day at the decision where none was asked for. */
  readonly effectiveOn: string;
  /** Ids of the lots it opened. */
  readonly lots: readonly string[];
  readonly reservationId?: string;
  readonly dryRun?: true;
  /**
   * What each account it moved holds after it, and before any later entry. Absent of a repeat that this process no longer
   * remembers: `GET …/balances?atRevision=` has them.
   */
  readonly balances?: readonly ShownBalance[];
}

type Line = Pick<Accepted<LedgerEvent>, 'event' | 'revision'> & {
  readonly position: string | undefined;
};

export const posted = (
  ledger: string,
  { event, revision, position, left }: Accepted<LedgerEvent>,
  dryRun: boolean,
): Posted => ({
  ...postedLine(ledger, { event, revision, position }, dryRun),
  ...(left === undefined ? {} : { balances: shownBalances(left) }),
});

/** The same of a line of a batch, which states the balances once for all its lines. */
export const postedLine = (
  ledger: string,
  { event, revision, position }: Line,
  dryRun: boolean,
): Omit<Posted, 'balances'> => ({
  entryId: event.data.entryId,
  ledger,
  revision: String(revision),
  ...(position === undefined ? {} : { position }),
  recordedAt: event.data.recordedAt,
  effectiveOn: event.data.effectiveOn,
  lots: event.data.lots.map(({ lot }) => lot),
  ...(event.type === 'QuotaReserved' ? { reservationId: event.data.reservation.reservation } : {}),
  ...(dryRun ? { dryRun } : {}),
});
