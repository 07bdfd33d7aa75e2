import type { Bucket, Outside, Vector } from '#domain';
import { mapInSlices } from '#event-store';
import type { Pool } from 'pg';
import { bucketOf } from '../codes.js';
import { NotThere } from '../queries/errors.js';
import { RowReader, select } from '../queries/sql.js';
import type { At, LedgerView } from '../queries/view.js';
import { LIVE } from '../schema/names.js';
import { freezesIn, holds, type FreezeShown } from './freezes.js';
import { LOT_COLUMNS, lotShown, LOTS_IN_VIEW, type LotShown } from './lot-row.js';

/** What an account of a lot holds; what is owed is negative, as it stands in the books. */
export interface LotHolding {
  /** Absent for what nobody holds. */
  readonly unit?: string;
  readonly bucket: Bucket | Outside;
  readonly amount: Vector;
}

const DEPTH_MAX = 64;

export interface LotDetail extends LotShown {
  readonly at: At;
  readonly holdings: readonly LotHolding[];
  /** Freezes that hold the lot where it is held. */
  readonly freezes: readonly FreezeShown[];
}

/** @throws {NotThere} */
export const lotDetail = async (pool: Pool, view: LedgerView, lot: string): Promise<LotDetail> => {
  const { ledgerNo, at } = view;
  const values = [ledgerNo, at.revision, at.asOf, lot];
  const sql = `select ${LOT_COLUMNS} from ${LOTS_IN_VIEW} and t.lot = $4`;
  const [row] = await select(pool, 'lot', sql, values);
  if (row === undefined) throw new NotThere('lot', lot);
  const shown = lotShown(view, row);
  const { components } = view.catalog
    .indicatorsAt(at.revision)
    .find(({ id }) => id === shown.indicator) ?? { components: [] };
  const holdings = await holdingsOf(pool, view, lot, components.length);
  const all = [shown.unit, ...holdings.map(({ unit }) => unit ?? shown.unit)];
  const holders = new Set(all.filter((unit) => view.shows(unit)));
  const inForce = await freezesIn(pool, view);
  const lots = inForce.some(({ lot: frozen, withSubtree }) => frozen !== undefined && withSubtree)
    ? await upFrom(pool, view, lot)
    : [lot];
  const freezes = inForce.filter((freeze) =>
    [...holders].some((unit) => holds(view, freeze, unit, lots)),
  );
  return { ...shown, at, holdings, freezes };
};

/** Lots from one up to its root, the lot itself first. */
const UP = `with recursive up(lot, depth) as (
    select $2::text, 0
    union all
    select t.parent, up.depth + 1 from up join ${LIVE}.lots t on t.ledger_no = $1 and t.lot = up.lot
    where t.parent is not null and up.depth < ${DEPTH_MAX}
  )`;

const upFrom = async (pool: Pool, view: LedgerView, lot: string): Promise<string[]> => {
  const sql = `${UP} select lot from up order by depth`;
  const rows = await select(pool, 'lots_above', sql, [view.ledgerNo, lot]);
  return rows.map((row) => new RowReader(row).text());
};

const holdingsOf = async (
  pool: Pool,
  { ledgerNo, catalog, at }: LedgerView,
  lot: string,
  width: number,
): Promise<LotHolding[]> => {
  const rows = await select(
    pool,
    'lot_holdings',
    `select a.unit_no, a.bucket, ${[1, 2, 3, 4].map((i) => `sum(l.c${i})`).join(', ')}
      from ${LIVE}.lots t join ${LIVE}.accounts a using (lot_no) join ${LIVE}.legs l using (account_no)
      where t.ledger_no = $1 and t.lot = $4 and l.revision <= $2 and l.effective_on <= $3
      group by 1, 2 order by 1, 2`,
    [ledgerNo, at.revision, at.asOf, lot],
  );
  return rows.map((row) => {
    const r = new RowReader(row);
    const unit = catalog.unitId(r.int());
    const bucket = bucketOf(r.int());
    return { ...(unit === undefined ? {} : { unit }), bucket, amount: r.vector(width) };
  });
};

export interface Lineage {
  readonly at: At;
  /** From the lot up to its root, the lot itself first. */
  readonly ancestors: readonly LotShown[];
  /** Everything taken from the lot, the nearest first; `depth` 1 is taken from it directly. */
  readonly descendants: readonly (LotShown & { readonly depth: number })[];
  /** There are more descendants than are shown. */
  readonly truncated: boolean;
}

/** Descendants shown at most: a province's root lot has every lot of its year below it. */
export const DESCENDANTS_MAX = 10_000;

/** @throws {NotThere} */
export const lineage = async (pool: Pool, view: LedgerView, lot: string): Promise<Lineage> => {
  const values = [view.ledgerNo, view.at.revision, view.at.asOf, lot];
  const columns = LOT_COLUMNS;
  const up = await select(
    pool,
    'lineage_up',
    `with recursive up(lot, depth) as (
        select $4::text, 0
        union all
        select t.parent, up.depth + 1 from up join ${LIVE}.lots t on t.ledger_no = $1 and t.lot = up.lot
        where t.parent is not null and up.depth < ${DEPTH_MAX}
      )
      select ${columns} from up join ${LOTS_IN_VIEW.replace(' t where ', ' t on true where ')}
        and t.lot = up.lot order by up.depth`,
    values,
  );
  if (up.length === 0) throw new NotThere('lot', lot);
  const down = await select(
    pool,
    'lineage_down',
    `with recursive down(lot, depth) as (
        select $4::text, 0
        union all
        select t.lot, down.depth + 1 from down join ${LIVE}.lots t
          on t.ledger_no = $1 and t.parent = down.lot and t.revision <= $2
        where down.depth < ${DEPTH_MAX}
      )
      select ${columns}, down.depth from down join ${LOTS_IN_VIEW.replace(' t where ', ' t on true where ')}
        and t.lot = down.lot and down.depth > 0 and ($5::text[] is null or t.unit = any($5))
      order by down.depth, t.revision, t.lot limit ${DESCENDANTS_MAX + 1}`,
    [...values, view.seenUnits],
  );
  const descendants = await mapInSlices(down.slice(0, DESCENDANTS_MAX), (row) => ({
    ...lotShown(view, row),
    depth: Number(row.at(-1)),
  }));
  return {
    at: view.at,
    ancestors: up.map((row) => lotShown(view, row)),
    descendants,
    truncated: down.length > DESCENDANTS_MAX,
  };
};
