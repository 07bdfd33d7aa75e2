import type { AnnotationShown, JournalRow, LotShown, ReservationShown } from '#read-models';
import type { LedgerEvent } from '#domain';
import type { ReadScope } from '../reads/read-scope.js';
import { sightOf, sightOfAnnotation } from './entry.js';

/**
 * A row of the journal on an account the reader sees. Where the other side is the business of a unit that is not seen,
 * as what was used by another and came back from it, the project, approval and reservation are that unit's.
 */
export const journalRowFor = (row: JournalRow, scope: ReadScope): JournalRow => {
  const { unit, bucket } = row.counter;
  const isOwn = scope.seesAll || unit === undefined || bucket === 'available' || scope.sees(unit);
  return isOwn ? row : { ...row, project: undefined, approval: undefined, reservation: undefined };
};

/** A reservation of a unit the reader sees, with what became of it in the hands of units that are seen. */
export const reservationFor = (row: ReservationShown, scope: ReadScope): ReservationShown => ({
  ...row,
  history: row.history.filter(({ unit }) => scope.sees(unit)),
});

/** A lot; without its unit and its bounds where these are the business of others. */
export type SeenLot = Omit<LotShown, 'unit' | 'project' | 'purpose'> &
  Partial<Pick<LotShown, 'unit' | 'project' | 'purpose'>>;

/** A lot above one that the reader sees: where quota comes from is known to all who hold it, its use is not. */
export const ancestorFor = (lot: LotShown, scope: ReadScope): SeenLot => {
  if (scope.sees(lot.unit)) return lot;
  const { unit, project: _project, purpose: _purpose, ...rest } = lot;
  return scope.isUnder(unit) ? { ...rest, unit } : rest;
};

export const annotationsFor = (
  annotations: readonly AnnotationShown[],
  scope: ReadScope,
  event: LedgerEvent,
): readonly Partial<AnnotationShown>[] => {
  const isWhole = sightOf(event, scope) === 'whole';
  return annotations.flatMap((one) => {
    if (sightOfAnnotation(one.field, scope, event) === 'nothing') return [];
    const { reason, ...rest } = one;
    return [isWhole ? { ...rest, reason } : rest];
  });
};
