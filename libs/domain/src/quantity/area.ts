/** A whole number of 1/300 m²: the only form an area has between the doors of the ledger. */
export type Area = bigint & { readonly __unit: '1/300 m²' };

/** Brands a whole number of 1/300 m²; it converts nothing. */
export const area = (units: bigint): Area => units as Area;

/**
 * Units of 1/300 m² in one of each stated measure. 1 亩 is 2000/3 m², so a third of a square metre
 * is needed, and the hundredth of a square metre asks for 300. There is no 666.67: it drifts by
 * 43 m² on 13 000 亩.
 */
export const UNITS_PER = {
  m2: 300n,
  mu: 200_000n,
  ha: 3_000_000n,
  wanMu: 2_000_000_000n,
} as const;

/**
 * Every stored amount is smaller than this, either sign, so that it fits a signed 64-bit column.
 */
export const AMOUNT_LIMIT = 1n << 62n;

/**
 * No amount, posting total or balance that the rules let in is larger, either sign: every sum of them fits a double
 * without loss, and 64 bits many times over. It is more than thirty times all the land of the country.
 */
export const AMOUNT_MAX = (1n << 53n) - 1n;
