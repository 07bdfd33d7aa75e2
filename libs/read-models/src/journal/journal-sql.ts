import { IN } from '../codes.js';
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
}

const KEY = '(l.effective_on, l.direction, l.revision, l.leg_no)';

/** A condition for each filter that is set; $8 and on are its own parameters. */
class Conditions {
  readonly texts: string[] = [];
  readonly values: unknown[] = [];

  add(text: (parameter: string) => string, value: unknown): void {
    this.values.push(value);
    this.texts.push(text(`$${FIXED + this.values.length}`));
  }
}
const FIXED = 9;

const ENTRIES = `${LIVE}.entries`;
const reservationsOf = (project: string): string =>
  `select reservation from ${LIVE}.reservation_versions
    where ledger_no = $1 and project = ${project} and revision <= $2`;

const conditionsOf = (
  { lot, project, document, approval, actor }: JournalAsked,
  { unitNos, kind }: JournalValues,
): Conditions => {
  const where = new Conditions();
  const one = unitNos?.length === 1;
  if (unitNos !== undefined)
    where.add(
      (p) => (one ? `l.unit_no = (${p}::int[])[1]` : `l.unit_no = any(${p}::int[])`),
      unitNos,
    );
  if (lot !== undefined) {
    where.add(
      (p) => `l.account_no in (select account_no from ${LIVE}.accounts a join ${LIVE}.lots t
        using (lot_no) where t.ledger_no = $1 and t.lot = ${p})`,
      lot,
    );
  }
  if (project !== undefined) {
    where.add(
      (p) => `l.revision in (select revision from ${ENTRIES} where ledger_no = $1 and project = ${p}
          union select revision from ${LIVE}.legs
            where ledger_no = $1 and reservation in (${reservationsOf(p)}))
        and (e.project = ${p} or l.reservation in (${reservationsOf(p)}))`,
      project,
    );
  }
  if (document !== undefined) {
    where.add(
      (
        p,
      ) => `l.revision in (select revision from ${ENTRIES} where ledger_no = $1 and document = ${p}
          union select t.revision from ${LIVE}.annotations n join ${ENTRIES} t
            on t.ledger_no = n.ledger_no and t.entry = n.target
            where n.ledger_no = $1 and n.is_now = ${p} and n.field = 'document.number'
              and n.revision <= $2)`,
      document,
    );
  }
  if (approval !== undefined) {
    where.add(
      (
        p,
      ) => `l.revision in (select revision from ${ENTRIES} where ledger_no = $1 and approval = ${p}
          union select v.revision from ${ENTRIES} v join ${ENTRIES} c
            on c.ledger_no = v.ledger_no and c.entry = v.target
            where c.ledger_no = $1 and c.approval = ${p})`,
      approval,
    );
  }
  if (kind !== undefined) where.add((p) => `l.kind = ${p}`, kind);
  if (actor !== undefined) where.add((p) => `e.actor = ${p}`, actor);
  return where;
};

/** One page of legs in the order of the effective clock, one more than asked for. */
export const journalSql = (
  asked: JournalAsked,
  bound: JournalValues,
): { readonly name: string; readonly text: string; readonly values: readonly unknown[] } => {
  const { texts, values } = conditionsOf(asked, bound);
  const { ledgerNo, revision, from, to, after, limit } = bound;
  const filters = [
    asked.project,
    asked.document,
    asked.approval,
    asked.lot,
    asked.actor,
    bound.unitNos,
    bound.kind,
  ];
  const oneUnit = bound.unitNos?.length === 1;
  const ofEntry = asked.project !== undefined || asked.actor !== undefined;
  return {
    name: `journal_${filters.map((one) => Number(one !== undefined)).join('')}${Number(oneUnit)}`,
    text: `
      select l.account_no, l.leg_no, l.revision, l.effective_on, l.direction, l.flow, l.kind, l.reservation,
        l.c1, l.c2, l.c3, l.c4, e.entry, e.position, e.recorded_at, e.recorded_on, e.actor, e.actor_role,
        e.actor_unit, e.document, e.approval, coalesce(e.project, r.project), l.unit_no, t.lot, a.bucket,
        a.indicator_no, a.plan_year, a.plan_kind_no, b.unit_no, s.lot, b.bucket
      from (
        select l.* from ${LIVE}.legs l ${ofEntry ? `join ${ENTRIES} e using (ledger_no, revision)` : ''}
        where l.ledger_no = $1 and l.revision <= $2 and l.unit_no > 0
          and l.effective_on >= $3 and l.effective_on <= $4
          and ${KEY} > ($5::date, $6::smallint, $7::bigint, $8::smallint)
          ${texts.map((text) => `and ${text}`).join('\n          ')}
        order by l.effective_on, l.direction, l.revision, l.leg_no limit $9) l
      join ${ENTRIES} e on e.ledger_no = l.ledger_no and e.revision = l.revision
      join ${LIVE}.accounts a on a.account_no = l.account_no join ${LIVE}.lots t on t.lot_no = a.lot_no
      join ${LIVE}.accounts b on b.account_no = l.counter_no join ${LIVE}.lots s on s.lot_no = b.lot_no
      left join lateral (select v.project from ${LIVE}.reservation_versions v
        where v.ledger_no = l.ledger_no and v.reservation = l.reservation and v.revision <= l.revision
          and v.change < 2 order by v.revision desc limit 1) r on true
      order by l.effective_on, l.direction, l.revision, l.leg_no`,
    values: [ledgerNo, revision, from, to, ...after, limit, ...values],
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
          order by l.effective_on, l.direction, l.revision, l.leg_no))::bigint`,
      )
      .join(', ')}
  from unnest($2::int[], $3::date[], $4::smallint[], $5::bigint[], $6::smallint[])
    as page(account_no, effective_on, direction, revision, leg_no)
  join ${LIVE}.legs l on l.account_no = page.account_no and l.revision <= $1
    and ${KEY} <= (page.effective_on, page.direction, page.revision, page.leg_no)`;
