import { parseDay } from '#domain';
import { isBlank, type AmountOptions } from './amounts.js';
import { plain, type Line } from './cells.js';
import { identifierDamageOf, damageOf } from './damaged.js';
import { BUCKETS, type Column, type FactName, type OpeningBucket } from './columns.js';
import type { Problems } from './problems.js';
import { readQuantities, type CellAmount, type Quantities } from './quantities.js';
import { indicatorId, planKindId } from './titles.js';
import { codeOf, type UnitNames } from './unit-names.js';

/** One row of `POST opening-balances`: amounts as text with their measure. */
export interface OpeningBody {
  readonly unit: string;
  readonly indicator: string;
  readonly planYear: number;
  readonly planKind: string;
  readonly available?: Readonly<Record<string, string>>;
  readonly reserved?: Readonly<Record<string, string>>;
  readonly consumed?: Readonly<Record<string, string>>;
  readonly expiresOn?: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly purpose?: string;
  readonly project?: string;
}

export interface ReadRow {
  readonly line: number;
  readonly body: OpeningBody;
  readonly cells: ReadonlyMap<number, CellAmount>;
}

/** What rows mean that do not say it themselves. */
export interface RowOptions extends AmountOptions {
  readonly indicator: string;
  readonly planYear?: number;
  readonly planKind?: string;
}

export interface RowContext {
  readonly columns: readonly Column[];
  readonly measure: string | undefined;
  readonly units: UnitNames;
  readonly options: RowOptions;
  readonly problems: Problems;
}

/** Reads one line. All that is wrong with it is collected, and it then gives no row. */
export const readRow = (line: Line, context: RowContext): ReadRow | undefined => {
  const { columns, options, problems } = context;
  const before = problems.all.length;
  const fact = (kind: FactName): string => factOf(line, columns, kind);

  reportDamaged(line, context);
  const unit = unitOf(line, context, fact('code'), fact('name'));
  const planYear = planYearOf(line, context, fact('planYear'));
  const planKind = fact('planKind') === '' ? options.planKind : planKindId(fact('planKind'));
  if (planKind === undefined)
    problems.add(line.line, 'the row names no plan kind; or give --plan-kind');
  const indicator = fact('indicator') === '' ? options.indicator : indicatorId(fact('indicator'));
  const quantities = readQuantities(line, context, indicator, fact('measure'));
  const facts = { ...datesOf(line, context), ...textsOf(fact) };
  const stated = withoutEmptyBuckets(quantities, columns);
  if (stated.reserved !== undefined && !('expiresOn' in facts))
    problems.add(line.line, 'reserved quota needs the day its reservation ends (预占到期日)');

  if (problems.all.length > before) return undefined;
  if (unit === undefined || planYear === undefined || planKind === undefined) return undefined;
  const body = { unit, indicator, planYear, planKind, ...stated, ...facts };
  return { line: line.line, body, cells: quantities.cells };
};

const IDENTIFIERS: ReadonlySet<Column['kind']> = new Set(['code', 'project']);

/** A damaged identifier would be imported as it stands, and no later entry of the project would find it. */
const reportDamaged = (
  { line, cells }: Line,
  { columns, problems }: Pick<RowContext, 'columns' | 'problems'>,
): void => {
  const beyond = cells.slice(columns.length).find((cell) => cell !== '');
  if (beyond !== undefined)
    problems.add(
      line,
      `"${beyond}" stands beyond the last column: put amounts with thousands separators in quotes`,
    );
  for (const [at, column] of columns.entries()) {
    if (column.kind === 'ignored' || column.kind === 'unknown') continue;
    const cell = cells[at] ?? '';
    const damage = (IDENTIFIERS.has(column.kind) ? identifierDamageOf : damageOf)(cell);
    if (damage === undefined || (column.kind === 'amount' && /^[\d+-]/.test(cell))) continue;
    const title = column.kind === 'amount' ? column.amount.title : column.kind;
    problems.add(line, `"${cell}" ${damage}`, title);
  }
};

export const factOf = (line: Line, columns: readonly Column[], kind: FactName): string =>
  line.cells[columns.findIndex((column) => column.kind === kind)] ?? '';

const unitOf = (
  { line }: Line,
  { units, problems }: RowContext,
  code: string,
  name: string,
): string | undefined => {
  if (code === '' && name === '') return problems.add(line, 'the row names no unit');
  if (code !== '') {
    const unit = units.withCode(code);
    if (unit === undefined) return problems.add(line, `no unit has the code ${code} on that day`);
    if (name !== '' && !units.isCalled(unit, name))
      return problems.add(line, `${code} is ${unit.name} on that day, the row says ${name}`);
    return codeOf(unit);
  }
  const found = units.named(name);
  if ('unit' in found) return codeOf(found.unit);
  if ('unknown' in found) return problems.add(line, `no unit is called ${name} on that day`);
  const candidates = found.ambiguous.map((one) => `${codeOf(one)} ${one.name}`).join(', ');
  return problems.add(line, `${name} may be ${candidates}: give the code`);
};

const planYearOf = (
  { line }: Line,
  { options, problems }: RowContext,
  cell: string,
): number | undefined => {
  const year = /^(\d{4})(?:年度?)?$/u.exec(plain(cell))?.[1];
  if (year !== undefined) return Number(year);
  if (cell !== '') return problems.add(line, `"${cell}" is no plan year`);
  return options.planYear ?? problems.add(line, 'the row names no plan year; or give --plan-year');
};

/** A bucket of which the row holds nothing is left out: nothing is not brought forward. */
const withoutEmptyBuckets = (
  { stated, cells }: Quantities,
  columns: readonly Column[],
): { [Bucket in OpeningBucket]?: Readonly<Record<string, string>> } => {
  const full = new Set<OpeningBucket>();
  for (const [at, { amount }] of cells) {
    const column = columns[at];
    if (column?.kind === 'amount' && amount !== 0n) full.add(column.amount.bucket);
  }
  return Object.fromEntries(
    BUCKETS.filter((bucket) => full.has(bucket)).map((bucket) => [bucket, stated[bucket] ?? {}]),
  );
};

/** 2017-12-31, 2017/12/31, 2017.12.31, 2017年12月31日 and 20171231. */
export const readDate = (cell: string): string | undefined => {
  const text = plain(cell);
  const match =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/u.exec(text) ??
    /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  const [, year = '', month = '', day = ''] = match ?? [];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return parseDay(date) === undefined ? undefined : date;
};

const datesOf = (line: Line, { columns, problems }: RowContext): Record<string, string> => {
  const dates: Record<string, string> = {};
  for (const kind of ['expiresOn', 'validFrom', 'validUntil'] as const) {
    const cell = factOf(line, columns, kind);
    if (isBlank(cell)) continue;
    const date = readDate(cell);
    if (date === undefined) problems.add(line.line, `"${cell}" is no date`, kind);
    else dates[kind] = date;
  }
  return dates;
};

const textsOf = (fact: (kind: FactName) => string): Record<string, string> => {
  const texts: Record<string, string> = {};
  for (const kind of ['purpose', 'project'] as const)
    if (!isBlank(fact(kind))) texts[kind] = fact(kind);
  return texts;
};
