import { BUCKETS, formatKg, formatMu, parseAccount, type Bucket, type LedgerState } from '#domain';
import { renderTable } from '../output/table.js';
import type { ReplayedLedger } from './replay-ledger.js';

/** What a unit held of one kind of quota, over all its lots. Whole units, as in the log. */
export interface BalanceRow {
  readonly unit: string;
  readonly name: string;
  readonly indicator: string;
  readonly planYear: number;
  readonly planKind: string;
  readonly component: string;
  readonly buckets: Readonly<Partial<Record<Bucket, string>>>;
}

interface Cell {
  readonly row: Omit<BalanceRow, 'buckets'>;
  readonly amounts: Map<Bucket, bigint>;
}

/** A row for each unit, indicator, plan year, plan kind and component, in the order of the unit's code. */
export const balanceRows = ({ state, balances }: ReplayedLedger): BalanceRow[] => {
  const cells = new Map<string, Cell>();
  for (const [path, amounts] of balances) {
    const { unit, lot: id, bucket } = parseAccount(path);
    const lot = state.lots.get(id);
    const known = BUCKETS.find((one) => one === bucket);
    if (unit === undefined || lot === undefined || known === undefined) continue;
    const { indicator, planYear, planKind } = lot;
    for (const [component, amount] of amounts) {
      const nth = state.indicatorOf(lot).components.findIndex(({ name }) => name === component);
      const key = JSON.stringify([codeOf(state, unit), indicator, planYear, planKind, nth]);
      const name = state.units.latest(unit)?.name ?? unit;
      const row = { unit, name, indicator, planYear, planKind, component };
      const cell = cells.get(key) ?? { row, amounts: new Map<Bucket, bigint>() };
      cells.set(key, cell);
      cell.amounts.set(known, (cell.amounts.get(known) ?? 0n) + amount);
    }
  }
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { row, amounts }]) => ({
      ...row,
      buckets: Object.fromEntries([...amounts].map(([bucket, amount]) => [bucket, String(amount)])),
    }));
};

const codeOf = (state: LedgerState, unit: string): string => state.units.latest(unit)?.code ?? unit;

const BUCKET_TITLES: Record<Bucket, string> = {
  available: 'available 可用',
  reserved: 'reserved 预占',
  consumed: 'consumed 已使用',
  voided: 'voided 作废',
  overused: 'overused 超用',
  advance: 'advance 预支',
  debt: 'debt 待抵',
};

/** As a table for people, in 亩 and kg; buckets that nobody has are left out. */
export const renderBalances = (replayed: ReplayedLedger): string => {
  const rows = balanceRows(replayed);
  if (rows.length === 0) return 'nobody held anything\n';
  const used = BUCKETS.filter((bucket) => rows.some(({ buckets }) => bucket in buckets));
  return renderTable(
    [
      ...['unit 单位', 'indicator 指标', 'year 年度', 'kind 类型', '亩 (grain: kg)'].map(
        (title) => ({
          title,
        }),
      ),
      ...used.map((bucket) => ({ title: BUCKET_TITLES[bucket], align: 'right' as const })),
    ],
    rows.map(({ name, indicator, planYear, planKind, component, buckets }) => [
      name,
      indicator,
      String(planYear),
      planKind,
      component,
      ...used.map((bucket) => shown(BigInt(buckets[bucket] ?? 0), component)),
    ]),
  );
};

const shown = (amount: bigint, component: string): string =>
  component === 'grain' ? formatKg(amount) : formatMu(amount);
