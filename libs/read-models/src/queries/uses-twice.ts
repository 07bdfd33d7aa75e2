import { folded } from '#domain';
import { bucketCode, kindCode } from '../codes.js';
import { LIVE } from '../schema/names.js';
import { RowReader, type TextRow } from './sql.js';

const VECTOR = [1, 2, 3, 4].map((i) => `c${i}`);

/**
 * Entries that use an approval or a parcel, with what of each use stands after its voids; reversed ones are none. What an
 * over-use draws on lots is a use like any other: only the lot that it opened, or went on with, is over-used.
 */
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
    select entry, revision, is_over_use from uses
    union all
    select u.entry, v.revision, u.is_over_use from ${LIVE}.entries v join uses u on u.entry = v.target
    where v.ledger_no = $1 and v.kind = ${kindCode('ConsumptionVoided')}
      and v.entry not in (select target from undone)
  ), over_used as (
    select distinct l.account_no from ${LIVE}.legs l join ${LIVE}.accounts c on c.account_no = l.counter_no
    where l.ledger_no = $1 and l.kind = ${kindCode('OverUseRecorded')}
      and l.bucket = ${bucketCode('consumed')} and c.bucket = ${bucketCode('overused')}
  ), standing as (
    select p.entry, l.indicator_no,
      p.is_over_use and l.account_no in (select account_no from over_used) as is_over
    from parts p join ${LIVE}.legs l on l.ledger_no = $1 and l.revision = p.revision
    where l.bucket = ${bucketCode('consumed')}
    group by 1, 2, 3
    having (${VECTOR.map((c) => `sum(l.${c})`).join(', ')}) <> (0, 0, 0, 0)
  )`;

/** A number is guarded as it was posted and as it was corrected. A use without a project is one of the whole approval. */
export const APPROVALS_TWICE = `${LIVE_USES}, numbers as (
    select entry, approval_key as number from uses where approval_key is not null
    union
    select n.target, n.is_key from ${LIVE}.annotations n
    where n.ledger_no = $1 and n.field = 'approval.number'
  ), taken as (
    select n.number, s.indicator_no, s.is_over, u.project_key, u.approval, u.entry
    from numbers n join uses u using (entry) join standing s using (entry)
  )
  select min(approval), string_agg(distinct entry, ' ') from taken where project_key is not null
  group by number, indicator_no, is_over, project_key having count(distinct entry) > 1
  union
  select min(approval), string_agg(distinct entry, ' ') from taken
  group by number, indicator_no, is_over
  having count(distinct entry) > 1 and bool_or(project_key is null)`;

/**
 * Parcels with their entries. Two that are one when folded have the same digits; those that share them with no other
 * entry need not be read. An advance to be used later has consumed nothing and holds its parcels nevertheless.
 */
export const PARCELS_ALIKE = `${LIVE_USES}, named as (
    select parcel, u.entry, regexp_replace(normalize(parcel, NFKC), '[^0-9]', '', 'g') as digits
    from uses u cross join lateral
      json_array_elements_text(coalesce(u.body::json -> 'parcels', '[]'::json)) as parcels(parcel)
    where u.entry in (select entry from standing) or not exists (select from ${LIVE}.legs l
      where l.ledger_no = $1 and l.revision = u.revision and l.bucket = ${bucketCode('consumed')})
  )
  select parcel, entry from named
  where digits in (select digits from named group by digits having count(distinct entry) > 1)
  order by parcel, entry`;

/** Parcels, as first written, that more than one entry of those found names, however each writes it. */
export const sharedParcels = (rows: readonly TextRow[]): Map<string, readonly string[]> => {
  const byKey = new Map<string, { readonly parcel: string; readonly entries: Set<string> }>();
  for (const row of rows) {
    const reader = new RowReader(row);
    const parcel = reader.text();
    const known = byKey.get(folded(parcel)) ?? { parcel, entries: new Set<string>() };
    byKey.set(folded(parcel), known);
    known.entries.add(reader.text());
  }
  const shared = new Map<string, readonly string[]>();
  for (const { parcel, entries } of byKey.values()) {
    if (entries.size > 1) shared.set(parcel, [...entries].toSorted());
  }
  return shared;
};
