import type { Vector } from '#domain';
import type { Pool } from 'pg';
import { eachInSlices, mapInSlices } from '#event-store';
import { bucketCode } from '../codes.js';
import { nameKey } from '../name-key.js';
import { decodeCursor, encodeCursor, isName, isRevision } from '../queries/cursor.js';
import { RowReader, select, type TextRow } from '../queries/sql.js';
import type { At, LedgerView } from '../queries/view.js';
import { LIVE } from '../schema/names.js';
import { candidatesSql, type Source } from './candidates.js';

export interface ReservationsAsked {
  /** Holder on the day of the view: unit id, or the code it carried then. */
  readonly unit?: string;
  readonly subtree?: boolean;
  readonly project?: string;
  readonly lot?: string;
  readonly reservation?: string;
  /** Whether something of it is left; both when absent. */
  readonly open?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
}

/** A reservation (预占) as of the day and revision of a view. */
export interface ReservationShown {
  readonly reservation: string;
  readonly openedAt: bigint;
  readonly reservedOn: string;
  readonly unit: string;
  readonly project: string | undefined;
  readonly batch: string | undefined;
  readonly projectClass: string | undefined;
  readonly purpose: string | undefined;
  readonly expiresOn: string;
  readonly open: boolean;
  /** By lot: what was reserved at first and what is left. */
  readonly draws: readonly ReservationDraw[];
  /** What became of it: amendments, other holders. */
  readonly history: readonly ReservationChange[];
}

export interface ReservationDraw {
  readonly lot: string;
  readonly indicator: string;
  readonly reserved: Vector;
  readonly left: Vector;
}

export interface ReservationChange {
  readonly revision: bigint;
  readonly effectiveOn: string;
  readonly change: 'opened' | 'amended' | 'handed-over';
  readonly unit: string;
  readonly project: string | undefined;
  readonly expiresOn: string | undefined;
}

export interface ReservationsPage {
  readonly at: At;
  readonly rows: readonly ReservationShown[];
  readonly cursor?: string;
}

export const RESERVATIONS_LIMIT_MAX = 1_000;
const LIMIT = 100;
/** Looked at together, where a filter may pass by most of what is found. */
const LOOKED_AT = 500;
/**
 * Looks of one page. A page that was not full by then is handed out as it is, with a cursor behind the last reservation
 * that was looked at: no question may work through all reservations there ever were.
 */
const LOOKS_MAX = 8;
const CURSOR = [isRevision, isName];

const IN_VIEW = (v: string): string =>
  `${v}.ledger_no = $1 and ${v}.revision <= $2 and ${v}.effective_on <= $3`;
const VERSIONS = `${LIVE}.reservation_versions`;
const RESERVED_LEGS = `${LIVE}.legs l join ${LIVE}.accounts a using (account_no)
  where l.reservation = c.reservation and a.bucket = ${bucketCode('reserved')} and ${IN_VIEW('l')}`;

/** What a candidate is in the view, as far as a filter asks for it. */
const matchesSql = (asked: ReservationsAsked): string =>
  [
    asked.unit === undefined
      ? 'true'
      : `(select v.unit from ${VERSIONS} v where v.reservation = c.reservation and ${IN_VIEW('v')}
          order by v.revision desc limit 1) = any($10)`,
    asked.project === undefined
      ? 'true'
      : `(select v.project_key from ${VERSIONS} v where v.reservation = c.reservation and v.change < 2
          and ${IN_VIEW('v')} order by v.revision desc limit 1) = $8`,
    asked.lot === undefined
      ? 'true'
      : `exists (select from ${RESERVED_LEGS} and a.lot_no = (select lot_no from ${LIVE}.lots
          where ledger_no = $1 and lot = $9))`,
    asked.open === undefined
      ? 'true'
      : `${asked.open ? '' : 'not '}exists (select from ${RESERVED_LEGS} group by l.account_no
          having (sum(l.c1), sum(l.c2), sum(l.c3), sum(l.c4)) <> (0, 0, 0, 0))`,
    `exists (select from ${VERSIONS} o where o.reservation = c.reservation and o.revision = c.opened_at
      and ${IN_VIEW('o')})`,
    asked.reservation === undefined ? 'true' : 'c.reservation = $7',
  ].join(' and ');

const sourceOf = ({ reservation, project, lot, open, unit }: ReservationsAsked): Source => {
  if (reservation !== undefined) return 'reservation';
  if (project !== undefined) return 'project';
  if (lot !== undefined) return 'lot';
  if (open === true) return unit === undefined ? 'open' : 'open-of-units';
  return unit === undefined ? 'all' : 'units';
};

interface Place {
  readonly openedAt: string;
  readonly reservation: string;
}
const START: Place = { openedAt: '-1', reservation: '' };

/**
 * Reservations in the order in which they were opened. A page may have fewer rows than asked for; the last one has no
 * cursor.
 * @throws {NotThere} @throws {BadCursor} @throws {RangeError} a limit outside 1…1000
 */
export const reservations = async (
  pool: Pool,
  view: LedgerView,
  asked: ReservationsAsked,
): Promise<ReservationsPage> => {
  const { limit = LIMIT, cursor } = asked;
  if (!Number.isInteger(limit) || limit < 1 || limit > RESERVATIONS_LIMIT_MAX) {
    throw new RangeError(`a page has 1 to ${RESERVATIONS_LIMIT_MAX} rows`);
  }
  const question = { list: 'reservations', filters: asked };
  const [openedAt, reservation] =
    cursor === undefined ? [] : decodeCursor(view, question, cursor, CURSOR);
  const start = { openedAt: openedAt ?? START.openedAt, reservation: reservation ?? '' };
  const { found, next } = await find(pool, view, asked, limit, start);
  const rows = await shownOf(pool, view, found);
  if (next === undefined) return { at: view.at, rows };
  const key = [next.openedAt, next.reservation];
  return { at: view.at, rows, cursor: encodeCursor(view, question, key) };
};

/** The places of one page, and the one behind which the next page begins. */
const find = async (
  pool: Pool,
  view: LedgerView,
  asked: ReservationsAsked,
  limit: number,
  start: Place,
): Promise<{ readonly found: readonly Place[]; readonly next: Place | undefined }> => {
  const { unit, subtree } = asked;
  const unitId = unit === undefined ? undefined : view.resolveUnit(unit);
  const units =
    unitId === undefined ? undefined : subtree === true ? view.subtree(unitId) : [unitId];
  const unitNos = units === undefined ? view.catalog.allUnitNos : view.unitNos(units);
  const source = sourceOf(asked);
  const flags = [unit, asked.project, asked.lot, asked.open, asked.reservation];
  const name = `reservations_${source}_${flags.map((one) => Number(one !== undefined)).join('')}${Number(asked.open === true)}`;
  const text = `select c.opened_at, c.reservation, ${matchesSql(asked)}
    from (${candidatesSql(source)}) c order by c.opened_at, c.reservation`;
  const looked = Math.max(limit + 1, Math.min(LOOKED_AT, limit * 5));
  const found: Place[] = [];
  let place = start;
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const candidates = await select(pool, name, text, [
      ...[view.ledgerNo, view.at.revision, view.at.asOf, place.openedAt, place.reservation, looked],
      ...[asked.reservation, asked.project === undefined ? null : nameKey(asked.project)],
      ...[asked.lot, units, unitNos, asked.open ?? null],
    ]);
    for (const row of candidates) {
      const r = new RowReader(row);
      place = { openedAt: r.text(), reservation: r.text() };
      if (!r.flag()) continue;
      if (found.length === limit) return { found, next: found.at(-1) };
      found.push(place);
    }
    if (candidates.length < looked) return { found, next: undefined };
  }
  return { found, next: place };
};

const SHOWN = `
  select c.reservation, o.revision, o.effective_on, h.unit, p.project, o.batch, o.project_class, o.purpose,
    p.expires_on, d.draws
  from unnest($4::bigint[], $5::text[]) with ordinality as c(opened_at, reservation, nth)
  join ${VERSIONS} o on o.ledger_no = $1 and o.reservation = c.reservation and o.revision = c.opened_at
  cross join lateral (select v.unit from ${VERSIONS} v where v.reservation = c.reservation
    and ${IN_VIEW('v')} order by v.revision desc limit 1) h
  cross join lateral (select v.project, v.expires_on from ${VERSIONS} v
    where v.reservation = c.reservation and v.change < 2 and ${IN_VIEW('v')}
    order by v.revision desc limit 1) p
  cross join lateral (
    select coalesce(json_agg(one order by one ->> 0), '[]') as draws from (
      select json_build_array(t.lot, a.indicator_no,
          ${['sum(l.c# ) filter (where l.revision = o.revision)', 'sum(l.c#)']
            .map((sum) =>
              [1, 2, 3, 4]
                .map((i) => `coalesce(${sum.replace('#', String(i))}, 0)::text`)
                .join(', '),
            )
            .join(', ')}) as one
      from ${LIVE}.legs l join ${LIVE}.accounts a using (account_no) join ${LIVE}.lots t using (lot_no)
      where l.reservation = c.reservation and a.bucket = ${bucketCode('reserved')} and ${IN_VIEW('l')}
      group by t.lot, a.indicator_no) by_lot) d
  order by c.nth`;

const shownOf = async (
  pool: Pool,
  view: LedgerView,
  places: readonly Place[],
): Promise<ReservationShown[]> => {
  if (places.length === 0) return [];
  const ids = places.map(({ reservation }) => reservation);
  const rows = await select(pool, 'reservations_shown', SHOWN, [
    ...[view.ledgerNo, view.at.revision, view.at.asOf],
    ...[places.map(({ openedAt }) => openedAt), ids],
  ]);
  const history = await changesOf(pool, view, ids);
  return mapInSlices(rows, (row) => shown(view, row, history));
};

const shown = (
  view: LedgerView,
  cells: TextRow,
  history: ReadonlyMap<string, readonly ReservationChange[]>,
): ReservationShown => {
  const r = new RowReader(cells);
  const [reservation, openedAt, reservedOn, unit] = [r.text(), r.big(), r.text(), r.text()];
  const [project, batch, projectClass] = [r.optional(), r.optional(), r.optional()];
  const [purpose, expiresOn, draws] = [r.optional(), r.text(), drawsOf(view, r.text())];
  return {
    reservation,
    openedAt,
    reservedOn,
    unit,
    project,
    batch,
    projectClass,
    purpose,
    expiresOn,
    open: draws.some(({ left }) => left.some((one) => one !== 0n)),
    draws,
    history: history.get(reservation) ?? [],
  };
};

const drawsOf = ({ catalog }: LedgerView, json: string): ReservationDraw[] => {
  const rows: unknown = JSON.parse(json);
  if (!Array.isArray(rows)) throw new TypeError('draws are a list');
  return rows.map((row: unknown) => {
    const r = new RowReader(Array.isArray(row) ? row.map(String) : []);
    const lot = r.text();
    const { id, components } = catalog.indicator(r.int());
    const [reserved, left] = [r.vector(4), r.vector(4)];
    const width = components.length;
    return { lot, indicator: id, reserved: reserved.slice(0, width), left: left.slice(0, width) };
  });
};

const CHANGES = ['opened', 'amended', 'handed-over'] as const;

const changesOf = async (
  pool: Pool,
  { ledgerNo, at }: LedgerView,
  ids: readonly string[],
): Promise<Map<string, ReservationChange[]>> => {
  const rows = await select(
    pool,
    'reservation_changes',
    `select v.reservation, v.revision, v.effective_on, v.change, v.unit, v.project, v.expires_on
      from ${VERSIONS} v where ${IN_VIEW('v')} and v.reservation = any($4) order by v.revision`,
    [ledgerNo, at.revision, at.asOf, ids],
  );
  const changes = new Map<string, ReservationChange[]>();
  await eachInSlices(rows, (row) => {
    const r = new RowReader(row);
    const reservation = r.text();
    const one = {
      revision: r.big(),
      effectiveOn: r.text(),
      change: CHANGES[r.int()] ?? 'amended',
      unit: r.text(),
      project: r.optional(),
      expiresOn: r.optional(),
    };
    const known = changes.get(reservation);
    if (known === undefined) changes.set(reservation, [one]);
    else known.push(one);
  });
  return changes;
};
