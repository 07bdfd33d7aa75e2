import type { Reading } from './read-ledger.js';

export interface AskedUnit {
  readonly unit?: string | undefined;
  readonly subtree?: boolean | undefined;
}

/**
 * The unit of a list: as asked where the reader may see it; otherwise everything the reader sees. Named by its id, so
 * that the reader's own unit is found whatever it was called on the day of the view.
 * @throws {NotThere} the unit is unknown @throws {HttpProblem} `forbidden`
 */
export const scopedUnit = (
  { view, scope }: Reading,
  { unit, subtree }: AskedUnit,
): { readonly unit?: string; readonly subtree?: boolean } => {
  if (unit === undefined) {
    if (scope.seesAll) return {};
    return { unit: scope.unit, subtree: subtree ?? true };
  }
  const unitId = view.resolveUnit(unit);
  scope.check(unitId);
  return { unit: unitId, ...(subtree === undefined ? {} : { subtree }) };
};
