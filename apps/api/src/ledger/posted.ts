import type { LedgerEvent } from '#domain';
import type { Accepted } from '#event-store';

/** The answer to a recorded entry. */
export interface Posted {
  readonly entryId: string;
  readonly ledger: string;
  readonly revision: string;
  /** Absent from a dry run, which records nothing. */
  readonly position?: string;
  readonly recordedAt: string;
  /** Ids of the lots it opened. */
  readonly lots: readonly string[];
  readonly reservationId?: string;
  readonly dryRun?: true;
}

export const posted = (
  ledger: string,
  { event, revision, position }: Accepted<LedgerEvent>,
  dryRun: boolean,
): Posted => ({
  entryId: event.data.entryId,
  ledger,
  revision: String(revision),
  ...(position === undefined ? {} : { position }),
  recordedAt: event.data.recordedAt,
  lots: event.data.lots.map(({ lot }) => lot),
  ...(event.type === 'QuotaReserved' ? { reservationId: event.data.reservation.reservation } : {}),
  ...(dryRun ? { dryRun } : {}),
});
