/**
 * The tables of one set. Days are Asia/Shanghai dates; c1…c4 are whole units in the order of the
 * indicator's components. Everything but `ledgers` and the sums is only ever added to.
 */
export interface Table {
  readonly name: string;
  /** Column and type, in the order in which rows are copied in. */
  readonly columns: Readonly<Record<string, string>>;
  /** Made with the table, because the projection itself relies on it. */
  readonly key?: string;
  /** Made when a rebuild has loaded its rows. */
  readonly indexes?: readonly string[];
  readonly storage?: string;
}

/** Amounts of one leg: a stored amount is less than 2^62. */
export const VECTOR = {
  c1: 'bigint not null',
  c2: 'bigint not null',
  c3: 'bigint not null',
  c4: 'bigint not null',
} as const;

/** Sums of legs. A log of before amounts were bounded may add up to more than a bigint holds, and must not stop anything. */
export const SUM_VECTOR = {
  c1: 'numeric not null',
  c2: 'numeric not null',
  c3: 'numeric not null',
  c4: 'numeric not null',
} as const;
