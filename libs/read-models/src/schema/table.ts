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

export const VECTOR = {
  c1: 'bigint not null',
  c2: 'bigint not null',
  c3: 'bigint not null',
  c4: 'bigint not null',
} as const;
