import type { LedgerEvent } from '#domain';
import type { Accepted, AccountLeft } from '#event-store';
import { shownBalances, shownQuantity, type ShownBalance } from './shown-balances.js';

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
  /** The part of a deduction that could not be taken because it was not held; stated beside the balances. */
  readonly notHeld?: ShownBalance['quantity'];
}

type Line = Pick<Accepted<LedgerEvent>, 'event' | 'revision'> & {
  readonly position: string | undefined;
};

export const posted = async (
  ledger: string,
  { event, revision, position, left }: Accepted<LedgerEvent>,
  dryRun: boolean,
): Promise<Posted> => ({
  ...postedLine(ledger, { event, revision, position }, dryRun),
  ...(left === undefined ? {} : { balances: await shownBalances(left), ...notHeldBy(event, left) }),
});

/** All accounts of a deduction are of one indicator, and say how its components are measured. */
const notHeldBy = (
  { type, data }: LedgerEvent,
  [first]: readonly AccountLeft[],
): Pick<Posted, 'notHeld'> => {
  if (type !== 'QuotaDeducted' || first === undefined) return {};
  const missing = new Map(Object.entries(data.notHeld ?? {}));
  if (missing.size === 0) return {};
  const amounts = first.components.map(({ name }) => BigInt(missing.get(name) ?? 0n));
  return { notHeld: shownQuantity(first.components, amounts) };
};

/** The same of a line of a batch, which states the balances once for all its lines. */
export const postedLine = (
  ledger: string,
  { event, revision, position }: Line,
  dryRun: boolean,
): Omit<Posted, 'balances' | 'notHeld'> => ({
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
