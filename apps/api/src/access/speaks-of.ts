import { provinceOfUnit, type Identity } from '#platform';

/**
 * Whether a token may speak in a ledger at all. A token speaks of one province: another ledger may use the same unit id
 * for a unit of its own, which is nobody this token was given to. Who has no unit, as the operator, speaks in all ledgers
 * unless the token names one. What a unit id made of a code says holds beside the claim.
 */
export const speaksOf = (
  { unit, province }: Pick<Identity, 'unit' | 'province'>,
  ledger: string,
): boolean => {
  if (province !== undefined && province !== ledger) return false;
  if (unit === undefined) return true;
  const ofUnit = provinceOfUnit(unit);
  return ofUnit === undefined ? province === ledger : ofUnit === ledger;
};
