import type { Identity } from '#platform';

/** A unit id that was made of a code: its first digits are those of its province. */
const ID_OF_CODE = /^u-(\d{2})\d{4}(?!\d)/;

/**
 * Whether a token may speak in a ledger at all. A token speaks of one province: another ledger may use the same unit id
 * for a unit of its own, which is nobody this token was given to. Codes are national and need no such check.
 */
export const speaksOf = ({ unit = '' }: Pick<Identity, 'unit'>, ledger: string): boolean => {
  const [, province] = ID_OF_CODE.exec(unit) ?? [];
  return province === undefined || ledger.startsWith(province);
};
