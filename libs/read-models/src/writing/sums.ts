import type { ClientBase } from 'pg';
import { Defect } from '#event-store';
import { BUCKETS, boundOf } from '#domain';
import { bucketCode } from '../codes.js';
import { MONTH_GRAIN, REVISIONS_PER_BLOCK, YEAR_GRAIN } from '../schema/grains.js';
import { balances, flows, movements, reservationDraws, type Table } from '../schema/tables.js';

const VECTOR = ['c1', 'c2', 'c3', 'c4'] as const;
const SUMS = VECTOR.map((c) => `sum(${c}) as ${c}`).join(', ');
const SUMMED = VECTOR.map((c) => `sum(${c})`).join(', ');
const adding = (table: string): string =>
  VECTOR.map((c) => `${c} = ${table}.${c} + excluded.${c}`).join(', ');

/** The legs of one ledger after a revision. */
export interface LedgerLegs {
  readonly ledgerNo: number;
  readonly after: bigint;
}

/**
 * Adds legs to the tables of sums, set-based. `checkSoundness` holds them all against each other.
 *
 * Of all ledgers of a batch at once: every statement costs a turn of an event loop that is also busy with requests, and
 * a province must not wait the longer for its tables the more others post.
 */
export const addSums = async (
  client: ClientBase,
  schema: string,
  ranges: readonly LedgerLegs[],
): Promise<void> => {
  const { where, values } = legsOf(ranges);
  const balance = `on conflict (account_no) do update set revision = excluded.revision, ${adding('b')}`;
  const flow = `on conflict (account_no, flow) do update set legs = f.legs + excluded.legs, ${adding('f')}`;
  const cell = `on conflict (${CELL_KEY}) do update set ${adding('m')}`;
  await client.query(balancesSql(schema, where, balance), [...values]);
  await client.query(flowsSql(schema, where, flow), [...values]);
  await client.query(cellsSql(schema, MONTH_GRAIN, where, cell), [...values]);
  await client.query(cellsSql(schema, YEAR_GRAIN, where, cell), [...values]);
  await client.query(drawsSql(schema, where, openingsOf(schema, 'batch'), DRAWN_ON), [...values]);
};

/** Each a range of its own, which an index answers; a join with a list of ranges would be planned by guesses. */
const legsOf = (
  ranges: readonly LedgerLegs[],
): { readonly where: string; readonly values: readonly (number | bigint)[] } => ({
  where: `(${ranges
    .map((_, n) => `l.ledger_no = $${2 * n + 1} and l.revision > $${2 * n + 2}`)
    .join(' or ')})`,
  values: ranges.flatMap(({ ledgerNo, after }) => [ledgerNo, after]),
});

/** The sums of all the legs there are, by table, in the order in which they take long. */
export const sumsOfAll = (schema: string): ReadonlyMap<Table, readonly string[]> =>
  new Map([
    [movements, [cellsSql(schema, MONTH_GRAIN, 'true', IN_ORDER), yearsOfMonthsSql(schema)]],
    [reservationDraws, [drawsSql(schema, 'true', openingsOf(schema, 'all'), '')]],
    [flows, [flowsSql(schema, 'true', '')]],
    [balances, [balancesSql(schema, 'true', '')]],
  ]);

const CELL_KEY = `ledger_no, grain, unit_no, indicator_no, plan_year, effective_from, revision_block,
  plan_kind_no, bucket, kind, flow, direction`;

/** A load puts the cells of a unit and a year side by side, or reading them would touch a page for each. */
const IN_ORDER = 'order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12';

const balancesSql = (schema: string, where: string, onConflict: string): string => `
  insert into ${schema}.balances as b
  select account_no, max(revision), ${SUMMED} from ${schema}.legs l where ${where}
  group by account_no ${onConflict}`;

const flowsSql = (schema: string, where: string, onConflict: string): string => `
  insert into ${schema}.flows as f
  select account_no, flow, count(*), ${SUMMED} from ${schema}.legs l where ${where}
  group by account_no, flow ${onConflict}`;

/** Of a batch one by one, which an index answers; of a load all at once, when there are no indexes yet. */
const openingsOf = (schema: string, range: 'batch' | 'all'): string => {
  const openings = `select ledger_no, reservation, min(revision) as opened_at
      from ${schema}.reservation_versions v where change = 0`;
  return range === 'all'
    ? `(${openings} group by 1, 2) o`
    : `lateral (${openings} and v.ledger_no = l.ledger_no and v.reservation = l.reservation
        group by 1, 2) o`;
};

const drawsSql = (schema: string, where: string, opened: string, onConflict: string): string => `
  insert into ${schema}.reservation_draws as d (account_no, unit_no, ledger_no, reservation, opened_at,
    first_revision, last_revision, first_on, last_on, ${VECTOR.join(', ')})
  select l.account_no, l.unit_no, l.ledger_no, l.reservation, coalesce(o.opened_at, l.first_revision),
    l.first_revision, l.last_revision, l.first_on, l.last_on, ${VECTOR.map((c) => `l.${c}`).join(', ')}
  from (
    select account_no, unit_no, ledger_no, reservation, min(revision) as first_revision,
      max(revision) as last_revision, min(effective_on) as first_on, max(effective_on) as last_on, ${SUMS}
    from ${schema}.legs l
    where bucket = ${bucketCode('reserved')} and reservation is not null and ${where}
    group by account_no, unit_no, ledger_no, reservation) l
  left join ${opened} on o.ledger_no = l.ledger_no and o.reservation = l.reservation ${onConflict}`;

const DRAWN_ON = `on conflict (account_no, reservation) do update set
  last_revision = excluded.last_revision, first_on = least(d.first_on, excluded.first_on),
  last_on = greatest(d.last_on, excluded.last_on), ${adding('d')}`;

const cellsSql = (
  schema: string,
  grain: keyof typeof REVISIONS_PER_BLOCK,
  where: string,
  ending: string,
): string => `
  insert into ${schema}.movements as m (${CELL_KEY}, ${VECTOR.join(', ')})
  select l.ledger_no, ${grain}, l.unit_no, l.indicator_no, l.plan_year,
    ${startOf(grain === MONTH_GRAIN ? 'month' : 'year', 'l.effective_on')},
    (l.revision / ${REVISIONS_PER_BLOCK[grain]})::int,
    l.plan_kind_no, l.bucket, l.kind, l.flow, l.direction, ${SUMMED}
  from ${schema}.legs l
  where l.unit_no > 0 and ${where}
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 ${ending}`;

/** Years are made of months, and blocks of years of those of months, so a load need not read the legs twice. */
const yearsOfMonthsSql = (schema: string): string => `
  insert into ${schema}.movements (${CELL_KEY}, ${VECTOR.join(', ')})
  select ledger_no, ${YEAR_GRAIN}, unit_no, indicator_no, plan_year,
    ${startOf('year', 'effective_from')},
    revision_block / ${REVISIONS_PER_BLOCK[YEAR_GRAIN] / REVISIONS_PER_BLOCK[MONTH_GRAIN]},
    plan_kind_no, bucket, kind, flow, direction, ${SUMMED}
  from ${schema}.movements where grain = ${MONTH_GRAIN}
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 ${IN_ORDER}`;

const startOf = (period: 'month' | 'year', day: string): string =>
  `date_trunc('${period}', ${day}::timestamp)::date`;

/** An account that its kind does not allow: the log breaks an invariant, and the ledger is set aside before it. */
export class BoundBroken extends Defect {
  override readonly name = 'BoundBroken';
  constructor(readonly accounts: readonly string[]) {
    super(`accounts break their bound: ${accounts.join(', ')}`);
  }
}

const NEVER_NEGATIVE = BUCKETS.filter((one) => boundOf(one) === 'never-negative').map(bucketCode);
const NEVER_POSITIVE = BUCKETS.filter((one) => boundOf(one) === 'never-positive').map(bucketCode);

/** @throws {BoundBroken} an account that was touched by these legs, or any, is overdrawn over all days */
export const checkBounds = async (
  client: ClientBase,
  schema: string,
  ranges: 'all' | readonly LedgerLegs[],
): Promise<void> => {
  const { where, values } = ranges === 'all' ? { where: '', values: [] } : legsOf(ranges);
  const touched =
    where === ''
      ? ''
      : `and b.account_no in (select account_no from ${schema}.legs l where ${where})`;
  const { rows } = await client.query<{ account: string }>({
    text: `select coalesce(u.unit || '/', '') || t.lot || '/' || a.bucket as account
      from ${schema}.balances b join ${schema}.accounts a using (account_no)
      join ${schema}.lots t using (lot_no)
      left join ${schema}.units u on u.ledger_no = a.ledger_no and u.unit_no = a.unit_no
      where (a.bucket in (${NEVER_NEGATIVE.join(', ')}) and least(b.c1, b.c2, b.c3, b.c4) < 0
        or a.bucket in (${NEVER_POSITIVE.join(', ')}) and greatest(b.c1, b.c2, b.c3, b.c4) > 0)
      ${touched} order by 1 limit 10`,
    values: [...values],
  });
  if (rows.length > 0) throw new BoundBroken(rows.map(({ account }) => account));
};
