/** Columns of the clerk's table that something came in by, seen from one unit and one lot. */
export const INFLOWS = [
  /** From the state, from the superior by allocation, or drawn directly on the state at an approval. */
  'issued',
  /** 期初: what the unit held before the ledger opened. */
  'broughtForward',
  'carriedIn',
  'transferredIn',
  /** What a superior took back, or got back from a voided consumption. */
  'reclaimedIn',
  'splitIn',
  'reorganisedIn',
  /** 确认: the state covers an advance. */
  'confirmed',
  /** 抵补: over-use, advance or debt that was made good from the unit's own available quota. */
  'settled',
] as const;
export type Inflow = (typeof INFLOWS)[number];

/** Columns that something went out by; shown positive. */
export const OUTFLOWS = [
  'allocatedOut',
  'transferredOut',
  'splitOut',
  'deducted',
  'reclaimed',
  'lapsed',
  'carriedOut',
  'reorganisedOut',
  /** 抵还: own available quota that covered an advance or a debt. */
  'repaid',
] as const;
export type Outflow = (typeof OUTFLOWS)[number];

/**
 * What a leg means for the holder. `internal` legs stay within one unit and one lot and cancel out;
 * `outside` is the side that nobody holds.
 */
export type Flow = Inflow | Outflow | 'internal' | 'outside';
