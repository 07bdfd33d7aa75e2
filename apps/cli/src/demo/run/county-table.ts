import { addDays, formatDay, formatMu } from '#domain';
import { renderTable } from '../../output/table.js';
import { everyUnit } from '../units/every-unit.js';
import type { ClerksRow } from './clerks-table.js';

/** A county, a zone or one that ended, with its totals in whole units. */
export interface CountyRow {
  readonly unit: string;
  readonly code: string;
  readonly name: string;
  /** The last day of a unit that is no more. */
  readonly until?: string;
  readonly amounts: Readonly<Record<ColumnName, bigint>>;
}

type ColumnName =
  | 'received'
  | 'movedIn'
  | 'movedOut'
  | 'gone'
  | 'consumed'
  | 'voided'
  | 'reserved'
  | 'available'
  | 'owed';

/**
 * Sums of the clerk's columns, so that a row fits a screen. Over all plan years what is split and carried over comes in
 * as it went out, so 下达 + 调入 − 调出 − 收回失效 = 使用 + 作废 + 预占 + 可用 − 欠.
 */
const COLUMNS: readonly {
  readonly name: ColumnName;
  readonly title: string;
  readonly of: readonly string[];
}[] = [
  { name: 'received', title: '下达', of: ['issued'] },
  {
    name: 'movedIn',
    title: '调入等',
    of: ['transferredIn', 'reorganisedIn', 'reclaimedIn', 'confirmed', 'settled'],
  },
  { name: 'movedOut', title: '调出', of: ['transferredOut', 'reorganisedOut'] },
  { name: 'gone', title: '收回失效', of: ['reclaimed', 'lapsed', 'deducted', 'repaid'] },
  { name: 'consumed', title: '使用', of: ['consumed'] },
  { name: 'voided', title: '作废', of: ['voided'] },
  { name: 'reserved', title: '预占', of: ['reserved'] },
  { name: 'available', title: '可用', of: ['available'] },
  { name: 'owed', title: '欠', of: ['overused', 'advance', 'debt'] },
];

/** Rows of counties and zones in the order of their codes. */
export const countyRows = (rows: readonly ClerksRow[]): CountyRow[] => {
  const units = everyUnit();
  const counties = rows.flatMap((row): CountyRow[] => {
    const level = units.latest(row.unit)?.level;
    if (level !== 'county' && level !== 'zone') return [];
    const ended = units.endedOn(row.unit);
    return [
      {
        ...{ unit: row.unit, code: row.code, name: row.name, amounts: amountsOf(row) },
        ...(ended === undefined ? {} : { until: formatDay(addDays(ended, -1)) }),
      },
    ];
  });
  return counties.sort((a, b) => compare(a.code, b.code) || compare(a.unit, b.unit));
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const amountsOf = (row: ClerksRow): CountyRow['amounts'] => {
  const sum = (name: ColumnName): bigint =>
    (COLUMNS.find((column) => column.name === name)?.of ?? []).reduce(
      (total, column) => total + row.total(column),
      0n,
    );
  return {
    received: sum('received'),
    movedIn: sum('movedIn'),
    movedOut: sum('movedOut'),
    gone: sum('gone'),
    consumed: sum('consumed'),
    voided: sum('voided'),
    reserved: sum('reserved'),
    available: sum('available'),
    owed: sum('owed'),
  };
};

const DECIMALS = 1;

/** 亩, all plan years together. */
export const renderCounties = (rows: readonly CountyRow[]): string => {
  const total = COLUMNS.map(({ name }) =>
    rows.reduce((sum, { amounts }) => sum + amounts[name], 0n),
  );
  return renderTable(
    [
      { title: '代码' },
      { title: '单位' },
      ...COLUMNS.map(({ title }) => ({ title, align: 'right' as const })),
    ],
    [
      ...rows.map(({ code, name, until, amounts }) => [
        code,
        until === undefined ? name : `${name} (至 ${until})`,
        ...COLUMNS.map((column) => cell(amounts[column.name])),
      ]),
      ['', '合计', ...total.map(cell)],
    ],
  );
};

const cell = (amount: bigint): string => (amount === 0n ? '' : formatMu(amount, DECIMALS));
