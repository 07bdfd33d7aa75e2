import {
  addDays,
  firstDayOf,
  formatDay,
  yearOf,
  type Bucket,
  type Outside,
  type Vector,
} from '#domain';
import type { Pool } from 'pg';
import { eachInSlices, mapInSlices, sortInSlices } from '#event-store';
import { bucketOf, flowOf } from '../codes.js';
import type { Flow } from '../classification/flows.js';
import { NotThere } from '../queries/errors.js';
import { PLANNED_ANEW, RowReader, select } from '../queries/sql.js';
import type { At, LedgerView, UnitShown } from '../queries/view.js';
import { MONTH_GRAIN, REVISIONS_PER_BLOCK, YEAR_GRAIN } from '../schema/grains.js';
import { LIVE } from '../schema/names.js';
import { ClerkSums, type ClerkColumns } from './clerk-columns.js';
import {
  lotMovementSql,
  movementSql,
  MUCH_CAME_LATER,
  type LotSums,
  type MovementFilters,
} from './movement-sql.js';

export type GroupBy = 'unit' | 'lot' | 'planYear' | 'planKind';

export interface BalancesAsked {
  /** Unit id, or the code it carried on `asOf`; every unit when absent. */
  readonly unit?: string;
  /** With everything below the unit. */
  readonly subtree?: boolean;
  readonly indicator?: string;
  readonly planYear?: number;
  readonly planKind?: string;
  readonly lot?: string;
  /** A row for each of these; amounts of different indicators are never added up. */
  readonly groupBy?: readonly GroupBy[];
  /** A row of zeros for every unit that may hold quota and has no other row, and each indicator. */
  readonly empty?: boolean;
  /** By lot: adds up every leg instead of taking the kept sums. It takes long, and is for those who check them. */
  readonly fromLegs?: boolean;
}

export interface BalanceRow {
  readonly indicator: string;
  readonly unit?: string;
  readonly planYear?: number;
  readonly planKind?: string;
  readonly lot?: string;
  /** In the order of the indicator's components. */
  readonly columns: ClerkColumns;
}

export interface Balances {
  readonly at: At;
  readonly rows: readonly BalanceRow[];
  /** The units of the rows as they are called on `asOf`, by id. */
  readonly units: ReadonlyMap<string, UnitShown>;
}

/** Sums of one cell of the table, before they are put into rows. */
interface Moved {
  readonly unit: string;
  readonly indicatorNo: number;
  readonly planYear: number;
  readonly planKind: string;
  readonly lot: string | undefined;
  readonly bucket: Bucket | Outside;
  readonly flow: Flow;
  readonly amount: Vector;
}

const DEFAULT_GROUP: readonly GroupBy[] = ['unit', 'planYear', 'planKind'];

/**
 * The clerk's table as of the view's day and revision, with the identity checked in every row.
 * @throws {NotThere} a unit, indicator, plan kind or lot that is not known then
 * @throws {IdentityBroken}
 */
export const balances = async (
  pool: Pool,
  view: LedgerView,
  asked: BalancesAsked,
): Promise<Balances> => {
  const { groupBy = DEFAULT_GROUP } = asked;
  const byLot = groupBy.includes('lot') || asked.lot !== undefined;
  const moved = await (byLot ? movedByLot(pool, view, asked) : movedByCell(pool, view, asked));
  const rows = new Map<
    string,
    { readonly row: Omit<BalanceRow, 'columns'>; readonly sums: ClerkSums }
  >();
  await eachInSlices(moved, (one) => {
    const { indicatorNo, bucket, flow, amount } = one;
    const key = JSON.stringify([indicatorNo, ...groupBy.map((part) => one[part])]);
    let found = rows.get(key);
    if (found === undefined) {
      found = { row: rowOf(view, one, groupBy), sums: new ClerkSums(amount.length) };
      rows.set(key, found);
    }
    found.sums.add(bucket, flow, amount);
  });
  const shown = await mapInSlices(rows.values(), ({ row, sums }): BalanceRow => ({
    ...row,
    columns: sums.columns(),
  }));
  if (asked.empty === true && groupBy.includes('unit')) shown.push(...zeroRows(view, asked, shown));
  const sorted = await sortInSlices(shown, compareRows);
  return { at: view.at, rows: sorted, units: await unitsOf(view, sorted) };
};

/** Rows of the units asked for that have no entries: a clerk who asks for a unit sees that it has nothing. */
const zeroRows = (
  view: LedgerView,
  { unit, subtree, indicator }: BalancesAsked,
  shown: readonly BalanceRow[],
): BalanceRow[] => {
  const top = unit === undefined ? undefined : view.resolveUnit(unit);
  const units = top === undefined || subtree === true ? [...view.registry.inForce(view.day)] : [];
  const holders = units
    .filter(
      ({ unitId, holdsQuota }) =>
        holdsQuota && (top === undefined || view.subtree(top).includes(unitId)),
    )
    .map(({ unitId }) => unitId);
  const asked = top !== undefined && subtree !== true ? [top] : holders;
  const rowed = new Set(shown.map((row) => JSON.stringify([row.unit, row.indicator])));
  return view.catalog
    .indicatorsAt(view.at.revision)
    .filter(({ id }) => indicator === undefined || id === indicator)
    .flatMap(({ id, components }) =>
      asked
        .filter((holder) => !rowed.has(JSON.stringify([holder, id])))
        .map((holder) => ({
          indicator: id,
          unit: holder,
          columns: new ClerkSums(components.length).columns(),
        })),
    );
};

const rowOf = (
  view: LedgerView,
  { unit, indicatorNo, planYear, planKind, lot }: Moved,
  groupBy: readonly GroupBy[],
): Omit<BalanceRow, 'columns'> => ({
  indicator: view.catalog.indicator(indicatorNo).id,
  ...(groupBy.includes('unit') ? { unit } : {}),
  ...(groupBy.includes('planYear') ? { planYear } : {}),
  ...(groupBy.includes('planKind') ? { planKind } : {}),
  ...(groupBy.includes('lot') && lot !== undefined ? { lot } : {}),
});

const unitsOf = async (
  view: LedgerView,
  rows: readonly BalanceRow[],
): Promise<Map<string, UnitShown>> => {
  const units = new Map<string, UnitShown>();
  await eachInSlices(rows, ({ unit }) => {
    if (unit === undefined || units.has(unit)) return;
    const shown = view.unit(unit);
    if (shown !== undefined) units.set(unit, shown);
  });
  return units;
};

const compareRows = (a: BalanceRow, b: BalanceRow): number =>
  compare(a.unit ?? '', b.unit ?? '') ||
  compare(a.indicator, b.indicator) ||
  (a.planYear ?? 0) - (b.planYear ?? 0) ||
  compare(a.planKind ?? '', b.planKind ?? '') ||
  compare(a.lot ?? '', b.lot ?? '');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Filters as parameters, in the order unit, indicator, plan year, plan kind. */
const filtersOf = (
  view: LedgerView,
  { unit, subtree, indicator, planYear, planKind, groupBy = DEFAULT_GROUP }: BalancesAsked,
): { readonly filters: MovementFilters; readonly values: readonly unknown[] } => {
  const { revision } = view.at;
  const unitId = unit === undefined ? undefined : view.resolveUnit(unit);
  const within = unitId === undefined || subtree !== true ? undefined : view.subtree(unitId);
  return {
    filters: {
      apart: {
        unit: groupBy.includes('unit'),
        planYear: groupBy.includes('planYear'),
        planKind: groupBy.includes('planKind'),
      },
      units: unitId === undefined ? 'all' : within === undefined ? 'one' : 'some',
      indicator: indicator !== undefined,
      planYear: planYear !== undefined,
      planKind: planKind !== undefined,
    },
    values: [
      within === undefined ? unitId && view.catalog.unitNo(unitId) : view.unitNos(within),
      indicator === undefined ? null : view.catalog.indicatorNo(indicator, revision),
      planYear ?? null,
      planKind === undefined ? null : view.catalog.planKindNo(planKind, revision),
    ],
  };
};

/** Another name for every text. */
const nameOf = (
  kind: string,
  { units, indicator, planYear, planKind, apart }: MovementFilters,
): string => {
  const flags = [indicator, planYear, planKind, apart.unit, apart.planYear, apart.planKind];
  return `${kind}_${units}_${flags.map(Number).join('')}`;
};

const movedByCell = async (
  pool: Pool,
  view: LedgerView,
  asked: BalancesAsked,
): Promise<Moved[]> => {
  const { revision, asOf } = view.at;
  const { filters, values } = filtersOf(view, asked);
  const past = revision + 1n;
  const monthBlock = past / REVISIONS_PER_BLOCK[MONTH_GRAIN];
  const rows = await select(pool, nameOf('balances', filters), movementSql(filters), [
    view.ledgerNo,
    asOf,
    revision,
    formatDay(firstDayOf(yearOf(addDays(view.day, 1)))),
    `${view.nextDay.slice(0, 7)}-01`,
    past / REVISIONS_PER_BLOCK[YEAR_GRAIN],
    monthBlock,
    monthBlock * REVISIONS_PER_BLOCK[MONTH_GRAIN],
    ...values,
  ]);
  return mapInSlices(rows, (row) => moved(view, new RowReader(row), () => undefined));
};

const movedByLot = async (pool: Pool, view: LedgerView, asked: BalancesAsked): Promise<Moved[]> => {
  const { revision, asOf } = view.at;
  const { filters, values } = filtersOf(view, asked);
  const lotNo = asked.lot === undefined ? null : await lotNoOf(pool, view, asked.lot);
  const at = [view.ledgerNo, asOf, revision];
  const from = lotNo !== null ? 'of-one-lot' : await lotSumsAt(pool, at, asked);
  const rows = await select(
    pool,
    from === 'of-one-lot' ? nameOf('balances_of_one_lot', filters) : PLANNED_ANEW,
    lotMovementSql(filters, from),
    [...at, ...values, lotNo],
  );
  return mapInSlices(rows, (row) => moved(view, new RowReader(row), (r) => r.text()));
};

const lotSumsAt = async (
  pool: Pool,
  at: readonly unknown[],
  { fromLegs = false }: BalancesAsked,
): Promise<LotSums> => {
  if (fromLegs) return 'of-earlier';
  const [row] = await select(pool, PLANNED_ANEW, MUCH_CAME_LATER, at);
  return row !== undefined && new RowReader(row).flag() ? 'of-earlier' : 'less-later';
};

const lotNoOf = async (pool: Pool, { ledgerNo, at }: LedgerView, lot: string): Promise<number> => {
  const [row] = await select(
    pool,
    'lot_no',
    `select lot_no from ${LIVE}.lots where ledger_no = $1 and lot = $2 and revision <= $3`,
    [ledgerNo, lot, at.revision],
  );
  if (row === undefined) throw new NotThere('lot', lot);
  return new RowReader(row).int();
};

const moved = (
  { catalog }: LedgerView,
  row: RowReader,
  lotOf: (row: RowReader) => string | undefined,
): Moved => {
  const unit = catalog.unitId(row.int()) ?? '';
  const indicatorNo = row.int();
  const planYear = row.int();
  const planKind = catalog.planKind(row.int());
  const bucket = bucketOf(row.int());
  const flow = flowOf(row.int());
  const lot = lotOf(row);
  const amount = row.vector(catalog.indicator(indicatorNo).components.length);
  return { unit, indicatorNo, planYear, planKind, lot, bucket, flow, amount };
};
