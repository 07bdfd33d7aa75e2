import type { Pool } from 'pg';
import { bucketCode } from '../codes.js';
import { LIVE } from '../schema/names.js';
import { MONTH_GRAIN, YEAR_GRAIN } from '../schema/grains.js';
import { fingerprintSql } from './fingerprint-sql.js';
import { RowReader, select } from './sql.js';
import type { LedgerView } from './view.js';

/** One line that two installations compare. */
export interface Fingerprint {
  readonly ledger: string;
  readonly revision: bigint;
  /** SHA-256 in hex over all balances, whatever their effective day; the digest that closes a plan year. */
  readonly digest: string;
  /** Balances that are not zero. */
  readonly balances: number;
}

/** Of every balance at the view's revision; its day does not matter. */
export const fingerprint = async (
  pool: Pool,
  { ledgerNo, at }: LedgerView,
): Promise<Fingerprint> => {
  const sql = fingerprintSql(LIVE, 'revision');
  const [row = []] = await select(pool, 'fingerprint', sql, [ledgerNo, at.revision]);
  const r = new RowReader(row);
  return { ledger: at.ledger, revision: at.revision, digest: r.text(), balances: r.int() };
};

/** What does not add up; all lists are empty in a sound installation. */
export interface Soundness {
  /** Indicators of which the sum over all accounts is not zero. */
  readonly unbalanced: readonly string[];
  /** Accounts whose kept balance is not the sum of their legs. */
  readonly wrongBalances: readonly string[];
  /** Sums of cells that are not the sums of the legs they stand for, by unit, bucket and column. */
  readonly wrongCells: readonly string[];
  /** Draws of reservations of which the rest or the span is not that of their legs. */
  readonly wrongDraws: readonly string[];
}

const CHECKED_MAX = 20;
const sums = (of: string): string => [1, 2, 3, 4].map((i) => `sum(${of}.c${i})`).join(', ');

/** Holds the tables against the journal at their head: conservation, balances, cells. */
export const checkSoundness = async (
  pool: Pool,
  { ledgerNo, catalog }: LedgerView,
): Promise<Soundness> => {
  const list = async (name: string, text: string): Promise<string[]> =>
    (await select(pool, name, `${text} limit ${CHECKED_MAX}`, [ledgerNo])).map((row) =>
      new RowReader(row).text(),
    );
  const unbalanced = await list(
    'check_conservation',
    `select l.indicator_no from ${LIVE}.legs l where l.ledger_no = $1 group by 1 having (${sums('l')}) <> (0, 0, 0, 0)`,
  );
  const wrongBalances = await list(
    'check_balances',
    `select t.lot || '/' || a.unit_no || '/' || a.bucket
      from ${LIVE}.accounts a join ${LIVE}.lots t using (lot_no)
      left join ${LIVE}.balances b using (account_no)
      join lateral (select ${sums('l')} from ${LIVE}.legs l where l.account_no = a.account_no)
        s(c1, c2, c3, c4) on true
      where a.ledger_no = $1
        and (b.c1, b.c2, b.c3, b.c4) is distinct from (s.c1, s.c2, s.c3, s.c4) order by 1`,
  );
  const wrongFlows = await list(
    'check_flows',
    `select t.lot || '/' || a.unit_no || '/' || a.bucket
      from ${LIVE}.accounts a join ${LIVE}.lots t using (lot_no)
      cross join lateral (
        select flow, sum(legs), ${sums('m')} from (
          select f.flow, f.legs, f.c1, f.c2, f.c3, f.c4 from ${LIVE}.flows f where f.account_no = a.account_no
          union all
          select l.flow, -1, -l.c1, -l.c2, -l.c3, -l.c4 from ${LIVE}.legs l where l.account_no = a.account_no) m
        group by flow) s(flow, legs, c1, c2, c3, c4)
      where a.ledger_no = $1 and (s.legs, s.c1, s.c2, s.c3, s.c4) <> (0, 0, 0, 0, 0) order by 1`,
  );
  const wrongCells = await list('check_cells', cellsSql());
  const wrongDraws = await list('check_draws', drawsSql());
  return {
    unbalanced: unbalanced.map((no) => catalog.indicator(Number(no)).id),
    wrongBalances: [...new Set([...wrongBalances, ...wrongFlows])],
    wrongCells,
    wrongDraws,
  };
};

const drawsSql = (): string => `
  with legs as (
    select l.account_no, l.unit_no, l.reservation, min(l.revision), max(l.revision),
      min(l.effective_on), max(l.effective_on), ${sums('l')}
    from ${LIVE}.legs l
    where l.ledger_no = $1 and l.bucket = ${bucketCode('reserved')} and l.reservation is not null
    group by 1, 2, 3
  ), draws as (
    select d.account_no, d.unit_no, d.reservation, d.first_revision, d.last_revision, d.first_on,
      d.last_on, d.c1, d.c2, d.c3, d.c4
    from ${LIVE}.reservation_draws d join ${LIVE}.accounts a using (account_no)
    where a.ledger_no = $1
  )
  select distinct account_no || '/' || reservation
  from ((select * from legs except select * from draws)
    union all (select * from draws except select * from legs)) wrong`;

const cellsSql = (): string => `
  with legs as (
    select l.unit_no, l.indicator_no, l.plan_year, l.bucket, l.flow, ${sums('l')}
    from ${LIVE}.legs l
    where l.ledger_no = $1 and l.unit_no > 0 group by 1, 2, 3, 4, 5
  ), cells as (
    select m.grain, m.unit_no, m.indicator_no, m.plan_year, m.bucket, m.flow, ${sums('m')}
    from ${LIVE}.movements m where m.ledger_no = $1 group by 1, 2, 3, 4, 5, 6
  ), expected as (
    select grain, legs.* from legs, (values (${MONTH_GRAIN}), (${YEAR_GRAIN})) as g(grain)
  )
  select distinct unit_no || '/' || indicator_no || '/' || plan_year || '/' || bucket || '/' || flow
  from ((select * from expected except select * from cells)
    union all (select * from cells except select * from expected)) wrong`;
