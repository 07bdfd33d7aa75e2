import { BUCKETS, boundOf } from '#domain';
import type { Pool } from 'pg';
import { bucketCode } from '../codes.js';
import { LIVE } from '../schema/names.js';
import { RowReader, select } from './sql.js';
import { APPROVALS_TWICE, PARCELS_ALIKE, sharedParcels } from './uses-twice.js';
import type { LedgerView } from './view.js';

/** Rules that the entries of a ledger break, as its tables tell at their head; all lists are empty in a sound one. */
export interface Broken {
  /** Accounts that are overdrawn, or paid beyond what they owe, at the end of some day. */
  readonly overdrawn: readonly string[];
  /** Reservations of which more was resolved than reserved at the end of some day. */
  readonly overResolved: readonly string[];
  /** Approvals of which more than one live entry used an indicator, for one project or one of them for all. */
  readonly approvalsTwice: readonly string[];
  /** Parcels that more than one live entry named, however it wrote them. */
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
  const parcels = async (): Promise<string[]> => {
    const rows = await select(pool, 'invariant_parcels_alike', PARCELS_ALIKE, [ledgerNo]);
    const shared = [...sharedParcels(rows)].slice(0, FOUND_MAX);
    for (const [parcel, them] of shared) entries.set(parcel, them);
    return shared.map(([parcel]) => parcel).toSorted();
  };
  return {
    overdrawn: await list('overdrawn', OVERDRAWN),
    overResolved: await list('over_resolved', OVER_RESOLVED),
    approvalsTwice: await list('approvals_twice', APPROVALS_TWICE),
    parcelsTwice: await parcels(),
    beyondBounds: await list('beyond_bounds', BEYOND_BOUNDS),
    entries,
  };
};
