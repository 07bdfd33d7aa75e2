import { BUCKETS, boundOf } from '#domain';
import type { Pool } from 'pg';
import { bucketCode, kindCode } from '../codes.js';
import { LIVE } from '../schema/names.js';
import { RowReader, select } from './sql.js';
import type { LedgerView } from './view.js';

/** Rules that the entries of a ledger break, as its tables tell at their head; all lists are empty in a sound one. */
export interface Broken {
  /** Accounts that are overdrawn, or paid beyond what they owe, at the end of some day. */
  readonly overdrawn: readonly string[];
  /** Reservations of which more was resolved than reserved at the end of some day. */
  readonly overResolved: readonly string[];
  /** Approvals that more than one live entry used for a project and an indicator. */
  readonly approvalsTwice: readonly string[];
  /** Parcels that more than one live entry used. */
  readonly parcelsTwice: readonly string[];
  /** Accounts of which a balance is beyond ± (2^53 − 1). */
  readonly beyondBounds: readonly string[];
}

/** What breaks the rules, with the entries to look at: those that use a thing together, or the last that moved it. */
export interface Breaches extends Broken {
  /** By what the lists of `Broken` name. */
  readonly entries: ReadonlyMap<string, readonly string[]>;
}

const FOUND_MAX = 20;
const BOUND = Number.MAX_SAFE_INTEGER;
const codes = (bound: ReturnType<typeof boundOf>): string =>
  BUCKETS.filter((one) => boundOf(one) === bound)
    .map(bucketCode)
    .join(', ');
const VECTOR = [1, 2, 3, 4].map((i) => `c${i}`);
const SUMS = VECTOR.map((c) => `sum(l.${c}) as ${c}`).join(', ');
/** Days are netted: what counts is the end of each. */
const dailySql = (key: string, where: string): string => `
  select ${key}, bucket, ${VECTOR.map((c) => `sum(${c}) over days as ${c}`).join(', ')}
  from (select ${key}, l.bucket, l.effective_on, ${SUMS} from ${LIVE}.legs l
    join ${LIVE}.accounts using (account_no) where l.ledger_no = $1 and ${where} group by ${key}, l.bucket, l.effective_on) day
  window days as (partition by ${key} order by effective_on)`;

const ACCOUNT = `coalesce(u.unit || '/', '') || t.lot || '/' || a.bucket`;
const ACCOUNTS = `join ${LIVE}.accounts a using (account_no) join ${LIVE}.lots t using (lot_no)
  left join ${LIVE}.units u on u.ledger_no = a.ledger_no and u.unit_no = a.unit_no`;

/** The newest entry that moved an account, or one of its reservations. */
const newest = (where: string): string => `(select e.entry from ${LIVE}.legs m
    join ${LIVE}.entries e on e.ledger_no = m.ledger_no and e.revision = m.revision
    where m.ledger_no = $1 and ${where} order by m.revision desc limit 1)`;
const OF_ACCOUNT = newest('m.account_no = a.account_no');

const OVERDRAWN = `select distinct ${ACCOUNT}, ${OF_ACCOUNT}
  from (${dailySql('account_no', 'l.unit_no > 0')}) d ${ACCOUNTS}
  where (d.bucket in (${codes('never-negative')}) and least(d.c1, d.c2, d.c3, d.c4) < 0)
    or (d.bucket in (${codes('never-positive')}) and greatest(d.c1, d.c2, d.c3, d.c4) > 0)`;

/** Summed over units: a reservation that a successor carries on was reserved under the unit before it. */
const OVER_RESOLVED = `select distinct reservation, ${newest('m.reservation = d.reservation')}
  from (${dailySql('lot_no, reservation', `l.reservation is not null and l.bucket = ${bucketCode('reserved')}`)}) d
  where least(d.c1, d.c2, d.c3, d.c4) < 0`;

/** Entries that use an approval or a parcel, with what of the use stands after its voids; reversed ones are none. */
const LIVE_USES = `
  with undone as (
    select e.target from ${LIVE}.entries e
    where e.ledger_no = $1 and e.kind = ${kindCode('EntryReversed')} and e.target is not null
  ), uses as (
    select e.entry, e.revision, e.approval_key, e.approval, e.project_key, e.body,
      e.kind = ${kindCode('OverUseRecorded')} as is_over_use
    from ${LIVE}.entries e
    where e.ledger_no = $1 and e.entry not in (select target from undone) and e.kind in
      (${kindCode('QuotaConsumed')}, ${kindCode('OverUseRecorded')}, ${kindCode('QuotaAdvanced')})
  ), parts as (
    select entry, revision from uses
    union all
    select v.target, v.revision from ${LIVE}.entries v
    where v.ledger_no = $1 and v.kind = ${kindCode('ConsumptionVoided')}
      and v.entry not in (select target from undone)
  ), standing as (
    select p.entry, l.indicator_no from parts p
    join ${LIVE}.legs l on l.ledger_no = $1 and l.revision = p.revision
    where l.bucket = ${bucketCode('consumed')}
    group by p.entry, l.indicator_no
    having (${VECTOR.map((c) => `sum(l.${c})`).join(', ')}) <> (0, 0, 0, 0)
  )`;

const APPROVALS_TWICE = `${LIVE_USES}
  select min(u.approval), string_agg(distinct u.entry, ' ') from uses u join standing s using (entry)
  where u.approval_key is not null
  group by u.approval_key, u.project_key, u.is_over_use, s.indicator_no having count(*) > 1`;

const PARCELS_TWICE = `${LIVE_USES}
  select parcel, string_agg(distinct u.entry, ' ') from uses u cross join lateral
    json_array_elements_text(coalesce(u.body::json -> 'parcels', '[]'::json)) as parcels(parcel)
  where u.entry in (select entry from standing)
  group by parcel having count(distinct u.entry) > 1`;

const BEYOND_BOUNDS = `select ${ACCOUNT}, ${OF_ACCOUNT} from ${LIVE}.balances b ${ACCOUNTS}
  where a.ledger_no = $1 and (greatest(b.c1, b.c2, b.c3, b.c4) > ${BOUND}
    or least(b.c1, b.c2, b.c3, b.c4) < -${BOUND})`;

/** Holds the entries of a ledger against the invariants that its decisions assert, from the tables alone. */
export const checkInvariants = async (pool: Pool, { ledgerNo }: LedgerView): Promise<Breaches> => {
  const entries = new Map<string, readonly string[]>();
  const list = async (name: string, text: string): Promise<string[]> => {
    const rows = await select(pool, `invariant_${name}`, `${text} limit ${FOUND_MAX}`, [ledgerNo]);
    const found = new Set<string>();
    for (const row of rows) {
      const reader = new RowReader(row);
      const what = reader.text();
      found.add(what);
      // Ids of entries have no spaces.
      const them = [...(entries.get(what) ?? []), ...reader.text().split(' ')];
      entries.set(what, [...new Set(them)].toSorted());
    }
    return [...found].toSorted();
  };
  return {
    overdrawn: await list('overdrawn', OVERDRAWN),
    overResolved: await list('over_resolved', OVER_RESOLVED),
    approvalsTwice: await list('approvals_twice', APPROVALS_TWICE),
    parcelsTwice: await list('parcels_twice', PARCELS_TWICE),
    beyondBounds: await list('beyond_bounds', BEYOND_BOUNDS),
    entries,
  };
};
