import type { ClientBase, Pool } from 'pg';
import type { Message } from '#inbox';
import { readEntry, type Account, type Lot, type Posting } from './entry-codec.js';

/** What a unit holds of a lot, of one component. */
export interface CopiedBalance {
  readonly unit: string;
  readonly lot: string;
  readonly indicator: string;
  readonly planYear: number;
  readonly planKind: string;
  readonly bucket: string;
  readonly component: string;
  /** Whole units: 1/300 m² for areas, grams for grain. */
  readonly amount: bigint;
}

/** A county's own copy of its balances, in its own database, made of nothing but published entries. */
export class CountyCopy {
  private readonly units: ReadonlySet<string>;

  /** @param units the county, by unit id (`u-…`), and whoever else it looks after */
  constructor(units: readonly string[]) {
    this.units = new Set(units);
  }

  /** Name of this copy as a consumer. Other units are another copy, and begin at the first entry. */
  get consumer(): string {
    return `county copy of ${[...this.units].sort().join(', ')}`;
  }

  static async migrate(database: ClientBase | Pool): Promise<void> {
    await database.query(`
      select pg_advisory_xact_lock(7263002);
      create schema if not exists county_copy;
      create table if not exists county_copy.lots (
        ledger text not null,
        lot text not null,
        indicator text not null,
        plan_year int not null,
        plan_kind text not null,
        primary key (ledger, lot)
      );
      create table if not exists county_copy.balances (
        ledger text not null,
        unit text not null,
        lot text not null,
        bucket text not null,
        component text not null,
        amount numeric not null,
        primary key (ledger, unit, lot, bucket, component),
        foreign key (ledger, lot) references county_copy.lots
      );
    `);
  }

  /** Adds what an entry moved. Only adds: the inbox sees to it that no entry comes twice. */
  async apply(transaction: ClientBase, message: Message): Promise<void> {
    const { ledger, lots, postings } = readEntry(message);
    if (lots.length > 0) await keepLots(transaction, ledger, lots);
    const changes = postings.flatMap((posting) => this.changesOf(posting));
    if (changes.length > 0) await addUp(transaction, ledger, changes);
  }

  private changesOf({ from, to, quantity }: Posting): Change[] {
    return [
      { account: from, sign: -1n },
      { account: to, sign: 1n },
    ].flatMap(({ account, sign }) =>
      account.unit === undefined || !this.units.has(account.unit)
        ? []
        : Object.entries(quantity).map(([component, amount]) => ({
            ...{ account, component },
            amount: sign * BigInt(amount),
          })),
    );
  }
}

interface Change {
  readonly account: Account;
  readonly component: string;
  readonly amount: bigint;
}

const keepLots = async (
  transaction: ClientBase,
  ledger: string,
  lots: readonly Lot[],
): Promise<void> => {
  await transaction.query(
    `insert into county_copy.lots (ledger, lot, indicator, plan_year, plan_kind)
       select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::text[])`,
    [
      ledger,
      lots.map(({ lot }) => lot),
      lots.map(({ indicator }) => indicator),
      lots.map(({ planYear }) => planYear),
      lots.map(({ planKind }) => planKind),
    ],
  );
};

/** Summed first, because one statement may not change a row twice. */
const addUp = async (
  transaction: ClientBase,
  ledger: string,
  changes: readonly Change[],
): Promise<void> => {
  await transaction.query(
    `insert into county_copy.balances as b (ledger, unit, lot, bucket, component, amount)
       select $1, unit, lot, bucket, component, sum(amount)
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::numeric[])
              as change (unit, lot, bucket, component, amount)
        group by unit, lot, bucket, component
       on conflict (ledger, unit, lot, bucket, component)
         do update set amount = b.amount + excluded.amount`,
    [
      ledger,
      changes.map(({ account }) => account.unit),
      changes.map(({ account }) => account.lot),
      changes.map(({ account }) => account.bucket),
      changes.map(({ component }) => component),
      changes.map(({ amount }) => String(amount)),
    ],
  );
};

interface BalanceRow {
  readonly unit: string;
  readonly lot: string;
  readonly indicator: string;
  readonly plan_year: number;
  readonly plan_kind: string;
  readonly bucket: string;
  readonly component: string;
  readonly amount: string;
}

/** Everything in the copy that is not zero. */
export const copiedBalances = async (database: ClientBase | Pool): Promise<CopiedBalance[]> => {
  const { rows } = await database.query<BalanceRow>(
    `select unit, lot, indicator, plan_year, plan_kind, bucket, component, amount
       from county_copy.balances join county_copy.lots using (ledger, lot)
      where amount <> 0 order by unit, plan_year, plan_kind, lot, bucket, component`,
  );
  return rows.map(({ plan_year: planYear, plan_kind: planKind, amount, ...row }) => ({
    ...row,
    ...{ planYear, planKind },
    amount: BigInt(amount),
  }));
};
