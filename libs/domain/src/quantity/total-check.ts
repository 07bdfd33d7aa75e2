export interface TailDifference {
  /** What the rows add up to. */
  readonly sum: bigint;
  /** What the document prints (合计). */
  readonly stated: bigint;
  /** 尾差: stated − sum; 0 when the table adds up. */
  readonly difference: bigint;
}

/**
 * A printed total against its rows. Official tables do differ in the last digit (Jiaxing 2012:
 * 274.2841 万亩 over rows of 274.2840), so both numbers are kept and the difference is recorded,
 * neither refused nor corrected.
 */
export function tailDifference(rows: readonly bigint[], stated: bigint): TailDifference {
  const sum = rows.reduce((total, row) => total + row, 0n);
  return { sum, stated, difference: stated - sum };
}

/**
 * How far a printed total may stand from its rows (T-04): each correctly rounded row is off by at most half of its last
 * digit, so many rows by as many halves. More than that is another table.
 * @param rows how many rows state the figure
 * @param lastDigit worth of one in the last printed digit of the total, in whole units
 * @returns whole units, never negative
 */
export const tailAllowed = (rows: number, lastDigit: bigint): bigint =>
  (BigInt(rows) * lastDigit) / 2n;
