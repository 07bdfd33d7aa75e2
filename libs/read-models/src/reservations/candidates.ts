import { bucketCode } from '../codes.js';
import { LIFESPANS, OPEN, VERY_LONG, type Lifespan } from '../schema/lifespans.js';
import { LIVE } from '../schema/names.js';

/** By what the reservations of a list are found: by what tells most apart of what is asked. */
export type Source = 'reservation' | 'project' | 'lot' | 'open-of-units' | 'open' | 'units' | 'all';

/** Parameters of every statement: 1 ledger, 2 revision, 3 day, 4 and 5 the place after which it begins. */
const VERSIONS = `${LIVE}.reservation_versions`;
const DRAWS = `${LIVE}.reservation_draws`;
/** 6 rows at most; 7 reservation, 8 key of the project, 9 lot, 10 ids and 11 numbers of units, 12 whether open ones only. */
const LIMIT = '$6';
const [RESERVATION, PROJECT, LOT, UNITS, UNIT_NOS, OPEN_ONLY] = [
  '$7',
  '$8',
  '$9',
  '$10',
  '$11',
  '$12',
];
/** Every parameter is named in every text, because a statement is bound to all of them. */
export const TYPES = `$1::int is not null and $2::bigint is not null and $3::date is not null
  and $4::bigint is not null and $5::text is not null and (${RESERVATION}::text is null or true)
  and (${PROJECT}::uuid is null or true) and (${LOT}::text is null or true)
  and (${UNITS}::text[] is null or true) and (${UNIT_NOS}::int[] is null or true)
  and (${OPEN_ONLY}::boolean is null or true)`;

const AFTER = (revision: string, reservation: string): string =>
  `(${revision}, ${reservation}) > ($4::bigint, $5::text)`;
const OPENED = `o.change = 0 and o.ledger_no = $1 and o.revision <= $2 and o.effective_on <= $3
  and ${AFTER('o.revision', 'o.reservation')}`;
const FIRST = `order by o.revision, o.reservation limit ${LIMIT}`;
const OPENING = 'select o.revision as opened_at, o.reservation';

/** Reservations that came to what is asked by a later version: of another project, or to another unit. */
const BY_CHANGE = (where: string): string => `${OPENING} from ${VERSIONS} v join ${VERSIONS} o
  on o.ledger_no = v.ledger_no and o.reservation = v.reservation
  where v.ledger_no = $1 and v.change > 0 and v.revision <= $2 and ${where} and ${OPENED}`;

/** As many as a page for each of many: the first of all of them are among them. */
const OF_EACH = (each: string, first: string): string =>
  `select c.opened_at, c.reservation from ${each} cross join lateral (${first}) c`;

/**
 * Draws of the units whose span of one clock holds the point of the view, class by class. At the head no draw moves
 * later, so that none is looked for.
 */
const spanning = (
  lifespans: readonly Lifespan[],
  clock: {
    readonly class: string;
    readonly first: string;
    readonly last: string;
    readonly at: string;
  },
  notAtHead: string,
): string => `
  select d.opened_at, d.reservation
  from unnest(${UNIT_NOS}::int[]) as u(unit_no)
  cross join (values ${lifespans.map(({ code, longest }) => `(${code}, ${longest})`).join(', ')})
    as span(code, longest)
  cross join lateral (
    select one.opened_at, one.reservation from ${DRAWS} one
    where one.unit_no = u.unit_no and one.${clock.class} = span.code
      and one.${clock.first} <= ${clock.at} and one.${clock.first} >= ${clock.at} - span.longest
      and one.${clock.last} > ${clock.at} and ${AFTER('one.opened_at', 'one.reservation')}
    offset 0) d
  where ${notAtHead}`;

const MOVED_LATER = `
  ${spanning(
    [...LIFESPANS, VERY_LONG],
    {
      class: 'lifespan_revisions',
      first: 'first_revision',
      last: 'last_revision',
      at: '$2::bigint',
    },
    `$2 < (select revision from ${LIVE}.ledgers where ledger_no = $1)`,
  )}
  union all
  ${spanning(
    LIFESPANS,
    { class: 'lifespan_days', first: 'first_on', last: 'last_on', at: '$3::date' },
    `$3 < (select effective_on from ${LIVE}.legs where ledger_no = $1 order by effective_on desc limit 1)`,
  )}`;

const OPEN_DRAWS = (of: string): string => `select d.opened_at, d.reservation from ${DRAWS} d
  where ${of} and d.lifespan_revisions = ${OPEN.code} and d.opened_at <= $2
    and ${AFTER('d.opened_at', 'd.reservation')}
  order by d.opened_at, d.reservation limit ${LIMIT}`;

/**
 * Reservations of which something can be left on the day and at the revision of a view: of which something is left at
 * the head, or that moved later on one of the clocks. Of any other one either nothing is in view, or all that ever was,
 * which is nothing in sum.
 */
const SOURCES: Readonly<Record<Source, string>> = {
  reservation: `${OPENING} from ${VERSIONS} o where o.reservation = ${RESERVATION} and ${OPENED}`,
  project: `(${OPENING} from ${VERSIONS} o where o.project_key = ${PROJECT} and ${OPENED} ${FIRST})
    union all ${BY_CHANGE(`v.project_key = ${PROJECT}`)}`,
  lot: OF_EACH(
    `(select a.account_no from ${LIVE}.lots t join ${LIVE}.accounts a using (lot_no)
      where t.ledger_no = $1 and t.lot = ${LOT} and a.bucket = ${bucketCode('reserved')}) a`,
    `select d.opened_at, d.reservation from ${DRAWS} d where d.account_no = a.account_no
      and d.first_revision <= $2 and ${AFTER('d.opened_at', 'd.reservation')}
      and (${OPEN_ONLY} is not true or d.lifespan_revisions = ${OPEN.code} or d.last_revision > $2
        or d.last_on > $3)
      order by d.opened_at, d.reservation limit ${LIMIT}`,
  ),
  'open-of-units': `${OF_EACH(
    `unnest(${UNIT_NOS}::int[]) as u(unit_no)`,
    OPEN_DRAWS('d.unit_no = u.unit_no'),
  )} union all ${MOVED_LATER}`,
  open: `(${OPEN_DRAWS('d.ledger_no = $1')}) union all ${MOVED_LATER}`,
  units: `${OF_EACH(
    `unnest(${UNITS}::text[]) as u(unit)`,
    `${OPENING} from ${VERSIONS} o where o.unit = u.unit and ${OPENED} ${FIRST}`,
  )} union all ${BY_CHANGE(`v.unit = any(${UNITS}) and v.change = 2`)}`,
  all: `${OPENING} from ${VERSIONS} o where ${OPENED} ${FIRST}`,
};

/** The next reservations of a source in the order of their opening, no more than asked for. */
export const candidatesSql = (source: Source): string =>
  `select distinct opened_at, reservation from (${SOURCES[source]}) found
    where ${TYPES} order by opened_at, reservation limit ${LIMIT}`;
