import type { AnnotatedField } from '#domain';
import { IN } from '../codes.js';
import { exactKey, nameKey } from '../name-key.js';
import { LIVE } from '../schema/names.js';
import type { JournalAsked } from './journal-row.js';

/** Parameters a journal statement is bound to, in the order of their numbers. */
export interface JournalValues {
  readonly ledgerNo: number;
  readonly revision: bigint;
  readonly from: string;
  readonly to: string;
  readonly after: readonly [effectiveOn: string, direction: number, revision: string, leg: string];
  readonly limit: number;
  readonly unitNos: readonly number[] | undefined;
  readonly kind: number | undefined;
  /** Of the ledger, for what is found unit by unit. */
  readonly allUnitNos: readonly number[];
}

const KEY = '(l.effective_on, l.direction, l.revision, l.leg_no)';

const ENTRIES = `${LIVE}.entries`;
const LEGS = `${LIVE}.legs`;
const ORDER = 'l.effective_on, l.direction, l.revision, l.leg_no';

/** The place after which a page begins, and where it ends at the latest. */
const ON_PAGE = `l.revision <= $2 and l.unit_no > 0 and l.effective_on >= $3 and l.effective_on <= $4
  and ${KEY} > ($5::date, $6::smallint, $7::bigint, $8::int)`;
/** Of entries nothing is passed by that lies on the first day of the page: its order begins with the direction. */
const ENTRY_ON_PAGE = (e: string): string => `${e}.ledger_no = $1 and ${e}.revision <= $2
  and ${e}.effective_on >= greatest($3::date, $5::date) and ${e}.effective_on <= $4`;

const reservationsOf = (project: string): string =>
  `select reservation from ${LIVE}.reservation_versions
    where ledger_no = $1 and project_key = ${project} and revision <= $2`;

/** Entries that an annotation gave the number by which they are asked for, besides those recorded under it. */
const annotatedSql = (field: AnnotatedField, own: string, p: string): string => `
  select t.effective_on, t.revision from ${LIVE}.annotations n join ${ENTRIES} t
    on t.ledger_no = n.ledger_no and t.entry = n.target
  where n.ledger_no = $1 and n.is_key = ${p} and n.field = '${field}' and n.revision <= $2
    and t.${own} is distinct from ${p} and ${ENTRY_ON_PAGE('t')}`;

const entriesSql = (where: string): string => `
  select e.effective_on, e.revision from ${ENTRIES} e where ${ENTRY_ON_PAGE('e')} and ${where}`;

/**
 * By what the entries of a page are found, where there is a filter that entries tell. Each way is in the order of the
 * days, so that the entries of later days need not be looked at.
 */
const entriesOf = (
  { document, approval, project, actor }: JournalAsked,
  where: Conditions,
): readonly string[] => {
  if (document !== undefined) {
    const p = where.parameter(nameKey(document), 'uuid');
    return [
      entriesSql(`e.document_key = ${p}`),
      annotatedSql('document.number', 'document_key', p),
    ];
  }
  if (approval !== undefined) {
    const p = where.parameter(nameKey(approval), 'uuid');
    const consumptions = `select c.entry from ${ENTRIES} c where c.ledger_no = $1 and c.approval_key = ${p}
      union all select n.target from ${LIVE}.annotations n where n.ledger_no = $1 and n.is_key = ${p}
        and n.field = 'approval.number' and n.revision <= $2`;
    // A void names no approval of its own; a reversal does, and is found by it.
    const voids = `select v.effective_on, v.revision from ${ENTRIES} v
      where ${ENTRY_ON_PAGE('v')} and v.target in (${consumptions}) and v.approval_key is distinct from ${p}`;
    return [
      entriesSql(`e.approval_key = ${p}`),
      annotatedSql('approval.number', 'approval_key', p),
      voids,
    ];
  }
  if (project !== undefined) {
    const p = where.parameter(nameKey(project), 'uuid');
    where.add(`(e.project_key = ${p} or l.reservation in (${reservationsOf(p)}))`);
    const drawn = `select e.effective_on, e.revision from ${ENTRIES} e
      where ${ENTRY_ON_PAGE('e')} and e.project_key is distinct from ${p} and e.revision in (
        select r.revision from ${LEGS} r where r.ledger_no = $1 and r.reservation in (${reservationsOf(p)}))`;
    return [entriesSql(`e.project_key = ${p}`), drawn];
  }
  if (actor === undefined) return [];
  return [entriesSql(`e.actor_key = ${where.parameter(exactKey(actor), 'uuid')}`)];
};

/** Conditions with the parameters of their own, which stand behind those that every statement has. */
class Conditions {
  readonly texts: string[] = [];
  readonly values: unknown[] = [];

  parameter(value: unknown, type: string): string {
    this.values.push(value);
    return `$${FIXED + this.values.length}::${type}`;
  }

  add(text: string): void {
    this.texts.push(text);
  }
}
const FIXED = 9;

/** As many as a page for each of many units or accounts: the first of all of them are among them. */
const ofEach = (each: string, own: string, filters: string): string => `
  select l.* from ${each} cross join lateral (
    select l.* from ${LEGS} l where ${own} and ${ON_PAGE} ${filters} order by ${ORDER} limit $9) l`;

/** Legs of a page, found by the filter that tells most apart; the other filters are looked at leg by leg. */
const pageSql = (asked: JournalAsked, bound: JournalValues, where: Conditions): string => {
  const { lot, actor } = asked;
  const { unitNos, kind } = bound;
  const entries = entriesOf(asked, where);
  const units = unitNos === undefined ? undefined : where.parameter(unitNos, 'int[]');
  const one = unitNos?.length === 1;
  const ofUnits = units && (one ? `l.unit_no = (${units})[1]` : `l.unit_no = any(${units})`);
  const ofKind = kind === undefined ? undefined : `l.kind = ${where.parameter(kind, 'smallint')}`;
  const accounts =
    lot === undefined
      ? undefined
      : `(select a.account_no from ${LIVE}.accounts a join ${LIVE}.lots t using (lot_no)
          where t.ledger_no = $1 and t.lot = ${where.parameter(lot, 'text')})`;
  const filters = (...texts: readonly (string | undefined)[]): string =>
    texts.flatMap((text) => (text === undefined ? [] : [`and ${text}`])).join(' ');
  if (entries.length > 0) {
    const ofNumber = asked.document ?? asked.approval ?? asked.project;
    // By the actor the entries are found already, unless a number tells more apart.
    const byActor =
      actor === undefined || ofNumber === undefined
        ? undefined
        : `e.actor_key = ${where.parameter(exactKey(actor), 'uuid')}`;
    const ofLot = accounts && `l.account_no in ${accounts}`;
    // Joined again only where a filter asks for more than the place of the entry.
    const again = byActor !== undefined || asked.project !== undefined;
    const more = filters(ofUnits, ofKind, ofLot, byActor, ...where.texts);
    // Entry by entry, in the order of their days: joined as a whole, all entries there are would be joined first.
    const legsOf = (found: string): string => `select l.* from (${found}) found
      cross join lateral (select l.* from ${LEGS} l
        ${again ? `join ${ENTRIES} e on e.ledger_no = l.ledger_no and e.revision = l.revision` : ''}
        where l.ledger_no = $1 and l.revision = found.revision and ${ON_PAGE} ${more} offset 0) l
      order by found.effective_on, l.direction, l.revision, l.leg_no limit $9`;
    return `select l.* from (${entries.map((found) => `(${legsOf(found)})`).join(' union all ')}) l
      order by ${ORDER} limit $9`;
  }
  if (accounts !== undefined)
    return `${ofEach(`${accounts} a`, 'l.account_no = a.account_no', filters(ofUnits, ofKind))}
      order by ${ORDER} limit $9`;
  if (unitNos?.length === 1)
    return `select l.* from ${LEGS} l where ${ON_PAGE} ${filters(ofUnits, ofKind)}
      order by ${ORDER} limit $9`;
  if (units !== undefined || ofKind !== undefined) {
    const each = units ?? where.parameter(bound.allUnitNos, 'int[]');
    return `${ofEach(`unnest(${each}) as u(unit_no)`, 'l.unit_no = u.unit_no', filters(ofKind))}
      order by ${ORDER} limit $9`;
  }
  return `select l.* from ${LEGS} l where l.ledger_no = $1 and ${ON_PAGE} order by ${ORDER} limit $9`;
};

/** One page of legs in the order of the effective clock, one more than asked for. */
export const journalSql = (
  asked: JournalAsked,
  bound: JournalValues,
): { readonly name: string; readonly text: string; readonly values: readonly unknown[] } => {
  const { ledgerNo, revision, from, to, after, limit } = bound;
  const where = new Conditions();
  const page = pageSql(asked, bound, where);
  const { project, document, approval, lot, actor } = asked;
  const filters = [project, document, approval, lot, actor, bound.unitNos, bound.kind];
  const oneUnit = bound.unitNos?.length === 1;
  return {
    name: `journal_${filters.map((one) => Number(one !== undefined)).join('')}${Number(oneUnit)}`,
    text: `
      select l.account_no, l.leg_no, l.revision, l.effective_on, l.direction, l.flow, l.kind, l.reservation,
        l.c1, l.c2, l.c3, l.c4, e.entry, e.position, e.recorded_at, e.recorded_on, e.actor, e.actor_role,
        e.actor_unit, e.document, e.approval, coalesce(e.project, r.project), l.unit_no, t.lot, a.bucket,
        a.indicator_no, a.plan_year, a.plan_kind_no, b.unit_no, s.lot, b.bucket
      from (${page}) l
      join ${ENTRIES} e on e.ledger_no = l.ledger_no and e.revision = l.revision
      join ${LIVE}.accounts a on a.account_no = l.account_no join ${LIVE}.lots t on t.lot_no = a.lot_no
      join ${LIVE}.accounts b on b.account_no = l.counter_no join ${LIVE}.lots s on s.lot_no = b.lot_no
      left join lateral (select v.project from ${LIVE}.reservation_versions v
        where v.ledger_no = l.ledger_no and v.reservation = l.reservation and v.revision <= l.revision
          and v.change < 2 order by v.revision desc limit 1) r on true
      where $1::int is not null
      order by ${ORDER}`,
    values: [ledgerNo, revision, from, to, ...after, limit, ...where.values],
  };
};

/** Before the first leg of any journal. */
export const BEFORE_ALL = ['-infinity', IN, '-1', '0'] as const;

/**
 * The balance of accounts after certain legs. Every leg of an account counts, also those that the page
 * does not show. Parameters: 1 revision, then arrays: 2 account, and per account the last leg of the
 * page: 3 day, 4 direction, 5 revision, 6 leg.
 */
export const RUNNING = `
  select l.account_no, l.revision, l.leg_no,
    ${[1, 2, 3, 4]
      .map(
        (i) => `(sum(l.c${i}) over (partition by l.account_no
          order by l.effective_on, l.direction, l.revision, l.leg_no))`,
      )
      .join(', ')}
  from unnest($2::int[], $3::date[], $4::smallint[], $5::bigint[], $6::int[])
    as page(account_no, effective_on, direction, revision, leg_no)
  join ${LIVE}.legs l on l.account_no = page.account_no and l.revision <= $1
    and ${KEY} <= (page.effective_on, page.direction, page.revision, page.leg_no)`;
