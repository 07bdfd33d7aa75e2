/**
 * `movements` keeps sums of legs in cells of two sizes: a calendar month of effective days × a block of
 * revisions, and a calendar year × a block of sixteen such blocks. A balance as of a day and a revision
 * is the sum of the year cells that lie wholly before both, of the month cells in what is left, and of
 * the legs of the last month and the last block. Revisions, not recorded days, cut the blocks: a day
 * resolves to a revision, any revision is answered exactly, and a ledger that plays years of history in
 * one afternoon has as short a remainder as any other.
 */
export const MONTH_GRAIN = 0;
export const YEAR_GRAIN = 1;

export const REVISIONS_PER_BLOCK = { [MONTH_GRAIN]: 4_096n, [YEAR_GRAIN]: 65_536n } as const;
