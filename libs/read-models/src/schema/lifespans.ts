/**
 * How long a reservation had something left, in classes. An index cannot tell which of many spans hold a
 * point, but of spans that are about as long it can: they began at most so long before it.
 */
export interface Lifespan {
  /** Stored with every draw. */
  readonly code: number;
  /** Revisions or days that it lasts at most. */
  readonly longest: number;
}

/** Something is left at the head. */
export const OPEN: Lifespan = { code: 0, longest: Number.MAX_SAFE_INTEGER };

/** Of what nothing is left at the head. The last one is longer than any calendar. */
export const LIFESPANS: readonly Lifespan[] = [16, 256, 4_096, 65_536, 1_048_576].map(
  (longest, i) => ({ code: i + 1, longest }),
);
/** Of more revisions than any of them. */
export const VERY_LONG: Lifespan = { code: LIFESPANS.length + 1, longest: OPEN.longest };

/** Class of a draw, from its vector and its length. */
export const lifespanSql = (length: string): string =>
  `case when (c1, c2, c3, c4) <> (0, 0, 0, 0) then ${OPEN.code}
    ${LIFESPANS.map(({ code, longest }) => `when ${length} <= ${longest} then ${code}`).join(' ')}
    else ${VERY_LONG.code} end`;
