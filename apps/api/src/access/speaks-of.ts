import { provinceDigits, type Identity } from '#platform';

/** Codes are national: in another ledger one means nobody. */
const CODE = /^\d{6}$/;

/**
 * Whether a token may speak in a ledger at all. A token speaks of one province: another ledger may use the same unit id
 * for a unit of its own, which is nobody this token was given to. An id that is made of a code tells its province; any
 * other needs the claim. Who has no unit, as the operator, speaks in all ledgers unless the token names one.
 */
export const speaksOf = (
  { unit, province }: Pick<Identity, 'unit' | 'province'>,
  ledger: string,
): boolean => {
  if (province !== undefined && province !== ledger) return false;
  if (unit === undefined || CODE.test(unit)) return true;
  const digits = provinceDigits(unit);
  return digits === undefined ? province === ledger : ledger.startsWith(digits);
};
