/** What a unit may have of a lot. */
export const BUCKETS = [
  'available',
  'reserved',
  'consumed',
  'voided',
  'overused',
  'advance',
  'debt',
] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Where quota comes from and where it ends: held by nobody. */
export const OUTSIDE = ['source', 'lapsed', 'deducted'] as const;
export type Outside = (typeof OUTSIDE)[number];

/**
 * The name of an account: `<unitId>/<lotId>/<bucket>` of a unit, `<lotId>/<outside>` of nobody.
 * It is stored in every posting and is the key of the balance. Ids hold no slash.
 */
export type AccountPath = string & { readonly __account: true };

export interface AccountRef {
  /** Absent for the accounts that nobody holds. */
  readonly unit?: string;
  readonly lot: string;
  readonly bucket: Bucket | Outside;
}

export const held = (unit: string, lot: string, bucket: Bucket): AccountPath =>
  `${unit}/${lot}/${bucket}` as AccountPath;

export const outside = (lot: string, bucket: Outside): AccountPath =>
  `${lot}/${bucket}` as AccountPath;

/** A path that was kept as a plain text. */
export const accountPath = (path: string): AccountPath => path as AccountPath;

/** Takes a path apart; keys of balances are plain strings. */
export const parseAccount = (path: string): AccountRef => {
  const last = path.lastIndexOf('/');
  const first = path.indexOf('/');
  const bucket = path.slice(last + 1) as Bucket | Outside;
  if (first === last) return { lot: path.slice(0, last), bucket };
  return { unit: path.slice(0, first), lot: path.slice(first + 1, last), bucket };
};

/** How the sum of an account is bound on every day. */
export type Bound = 'never-negative' | 'never-positive';

const BOUND_OF: Record<Bucket | Outside, Bound> = {
  available: 'never-negative',
  reserved: 'never-negative',
  consumed: 'never-negative',
  voided: 'never-negative',
  lapsed: 'never-negative',
  deducted: 'never-negative',
  // What is owed is negative and cannot be paid back beyond nothing.
  overused: 'never-positive',
  advance: 'never-positive',
  debt: 'never-positive',
  source: 'never-positive',
};

export const boundOf = (bucket: Bucket | Outside): Bound => BOUND_OF[bucket];
