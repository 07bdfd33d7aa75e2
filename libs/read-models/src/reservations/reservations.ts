import type { Vector } from '#domain';
import type { Pool } from 'pg';
import { bucketCode } from '../codes.js';
import { decodeCursor, encodeCursor } from '../queries/cursor.js';
import { RowReader, select, type TextRow } from '../queries/sql.js';
import type { At, LedgerView } from '../queries/view.js';
import { LIVE } from '../schema/names.js';
import { CAN_BE_OPEN } from './can-be-open.js';

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
const CURSOR = [/^\d{1,18}$/, /^.{1,200}$/];

const IN_VIEW = (v: string): string =>
  `${v}.ledger_no = $1 and ${v}.revision <= $2 and ${v}.effective_on <= $3`;
const VERSIONS = `${LIVE}.reservation_versions`;

const sql = (asked: ReservationsAsked): string => `
  select o.reservation, o.revision, o.effective_on, h.unit, p.project, o.batch, o.project_class, o.purpose,
    p.expires_on, d.draws
  from ${VERSIONS} o
  cross join lateral (select v.unit from ${VERSIONS} v where v.reservation = o.reservation
    and ${IN_VIEW('v')} order by v.revision desc limit 1) h
  cross join lateral (select v.project, v.expires_on from ${VERSIONS} v
    where v.reservation = o.reservation and v.change < 2 and ${IN_VIEW('v')}
    order by v.revision desc limit 1) p
  cross join lateral (
    select coalesce(json_agg(one order by one ->> 0), '[]') as draws, bool_or(is_open) as is_open from (
      select json_build_array(t.lot, a.indicator_no,
          ${['sum(l.c# ) filter (where l.revision = o.revision)', 'sum(l.c#)']
            .map((sum) =>
              [1, 2, 3, 4]
                .map((i) => `coalesce(${sum.replace('#', String(i))}, 0)::text`)
                .join(', '),
            )
            .join(', ')}) as one,
        (sum(l.c1), sum(l.c2), sum(l.c3), sum(l.c4)) <> (0, 0, 0, 0) as is_open
      from ${LIVE}.legs l join ${LIVE}.accounts a using (account_no) join ${LIVE}.lots t using (lot_no)
      where l.reservation = o.reservation and a.bucket = ${bucketCode('reserved')} and ${IN_VIEW('l')}
      group by t.lot, a.indicator_no) by_lot) d
  where o.change = 0 and ${IN_VIEW('o')} and (o.revision, o.reservation) > ($4, $5)
    and ($6::text is null or o.reservation = $6)
    and ($7::text[] is null or h.unit = any($7))
    ${asked.unit === undefined || asked.open === true ? '' : `and o.reservation in (select v.reservation from ${VERSIONS} v where v.ledger_no = $1 and v.unit = any($7))`}
    and ($8::text is null or p.project = $8)
    ${asked.project === undefined ? '' : `and o.reservation in (select v.reservation from ${VERSIONS} v where v.ledger_no = $1 and v.project = $8)`}
    and ($9::text is null or exists (select from json_array_elements(d.draws) x where x ->> 0 = $9))
    and ($10::boolean is null or coalesce(d.is_open, false) = $10)
    ${asked.open === true ? `and o.reservation = any(array(${CAN_BE_OPEN}))` : 'and ($12::int[] is null or true)'}
  order by o.revision, o.reservation limit $11`;

/**
 * Reservations in the order in which they were opened.
 * @throws {NotThere} @throws {BadCursor} @throws {RangeError} a limit outside 1…1000
 */
export const reservations = async (
  pool: Pool,
  view: LedgerView,
  asked: ReservationsAsked,
): Promise<ReservationsPage> => {
  const { unit, subtree, limit = LIMIT, cursor } = asked;
  if (!Number.isInteger(limit) || limit < 1 || limit > RESERVATIONS_LIMIT_MAX) {
    throw new RangeError(`a page has 1 to ${RESERVATIONS_LIMIT_MAX} rows`);
  }
  const [revision, after] = cursor === undefined ? ['-1', ''] : decodeCursor(cursor, CURSOR);
  const unitId = unit === undefined ? undefined : view.resolveUnit(unit);
  const units =
    unitId === undefined ? undefined : subtree === true ? view.subtree(unitId) : [unitId];
  const flags = [unit !== undefined, asked.project !== undefined, asked.open === true];
  const name = `reservations_${flags.map(Number).join('')}`;
  const found = await select(pool, name, sql(asked), [
    view.ledgerNo,
    view.at.revision,
    view.at.asOf,
    revision,
    after,
    asked.reservation,
    units,
    asked.project,
    asked.lot,
    asked.open,
    limit + 1,
    units === undefined ? view.catalog.allUnitNos : view.unitNos(units),
  ]);
  const page = found.slice(0, limit);
  const history = await changesOf(
    pool,
    view,
    page.map(([id]) => id ?? ''),
  );
  const rows = page.map((row) => shown(view, row, history));
  const last = rows.at(-1);
  if (found.length <= limit || last === undefined) return { at: view.at, rows };
  return { at: view.at, rows, cursor: encodeCursor([last.openedAt, last.reservation]) };
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
  for (const row of rows) {
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
  }
  return changes;
};
