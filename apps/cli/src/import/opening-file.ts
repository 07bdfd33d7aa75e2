import { reasonOf } from '../failure.js';
import { readLines, type Line } from './cells.js';
import type { Column } from './columns.js';
import { Problems, type ImportProblem } from './problems.js';
import { readRow, type ReadRow, type RowContext, type RowOptions } from './row.js';
import { findTable, type Table } from './table.js';
import { lineKind, readTotals, withoutOfWhich, type ColumnTotal } from './totals.js';
import { codeOf, type UnitNames } from './unit-names.js';

/** A table of opening balances, read; it may only be posted when there are no problems. */
export interface OpeningFile {
  readonly rows: readonly ReadRow[];
  /** Of the 合计 line. */
  readonly totals: readonly ColumnTotal[];
  /** Of the 小计 lines. */
  readonly subtotals: readonly ColumnTotal[];
  /** Lines of 其中: parts of the line above, which is imported whole. */
  readonly parts: readonly Line[];
  readonly problems: readonly ImportProblem[];
}

export interface OpeningFileOptions extends RowOptions {
  /** Heads of columns that are left out on purpose. */
  readonly ignoreColumns: readonly string[];
  /** Rows of a unit above other rows are what it holds itself, not what they add up to. */
  readonly ownHoldings?: boolean;
}

/** Reads the whole table and collects every problem of it; it never stops at the first. */
export const readOpeningFile = (
  text: string,
  units: UnitNames,
  options: OpeningFileOptions,
): OpeningFile => {
  const problems = new Problems();
  const table = tableOf(text, problems);
  if (table === undefined)
    return { rows: [], totals: [], subtotals: [], parts: [], problems: problems.all };
  const columns = checkedColumns(table, options.ignoreColumns, problems);
  const context: RowContext = { columns, measure: table.measure, units, options, problems };
  const file = new TableReader(context);
  for (const line of table.body) file.take(line);
  const { rows, subtotals, parts } = file;
  const totals = file.totals();
  if (rows.length === 0 && !problems.any) problems.add(0, 'the table has no rows');
  reportRepeated(rows, problems);
  if (options.ownHoldings !== true) askAboutSuperiors(rows, units, problems);
  return { rows, totals, subtotals, parts, problems: problems.all };
};

const tableOf = (text: string, problems: Problems): Table | undefined => {
  try {
    const table = findTable(readLines(text));
    if (table !== undefined) return table;
    problems.add(
      0,
      'no line names a unit (代码 or 名称) and an amount (e.g. 可用总量): no table found',
    );
  } catch (error) {
    problems.add(0, `the file is no CSV: ${reasonOf(error)}`);
  }
  return undefined;
};

const checkedColumns = (
  { columns, headLine }: Table,
  ignored: readonly string[],
  problems: Problems,
): Column[] => {
  const checked = columns.map((column): Column => {
    if (column.kind !== 'unknown' || !ignored.includes(column.title)) return column;
    return { kind: 'ignored' };
  });
  const seen = new Set<string>();
  for (const column of checked) {
    if (column.kind === 'ignored') continue;
    if (column.kind === 'unknown') {
      const how = `leave it out with --ignore-column "${column.title}"`;
      problems.add(headLine, `the column is not known; ${how}`, column.title);
      continue;
    }
    const key =
      column.kind === 'amount' ? `${column.amount.bucket}.${column.amount.component}` : column.kind;
    if (seen.has(key)) problems.add(headLine, `two columns state ${key}`);
    seen.add(key);
  }
  return checked;
};

/** Takes line after line and knows which rows a total speaks for. */
class TableReader {
  readonly rows: ReadRow[] = [];
  readonly subtotals: ColumnTotal[] = [];
  readonly parts: Line[] = [];
  /** 合计 may stand above its rows, so it is judged when every row is known. */
  private readonly totalLines: Line[] = [];
  private sinceSubtotal: ReadRow[] = [];
  /** Under a 合计 the lines of 其中 are the rows themselves; under a row they are parts of it. */
  private underTotal = false;
  private broken = false;

  constructor(private readonly context: RowContext) {}

  take(line: Line): void {
    const kind = lineKind(line, this.context.columns);
    if (kind === 'part' && this.underTotal) return this.takeRow(withoutOfWhich(line));
    this.underTotal = kind === 'total';
    if (kind === 'row') this.takeRow(line);
    else if (kind === 'part') this.parts.push(line);
    else if (kind === 'total') this.totalLines.push(line);
    else if (kind === 'subtotal') {
      this.subtotals.push(...this.totalsOf(line, this.sinceSubtotal));
      this.sinceSubtotal = [];
    }
  }

  totals(): ColumnTotal[] {
    return this.totalLines.flatMap((line) => this.totalsOf(line, this.rows));
  }

  private takeRow(line: Line): void {
    const row = readRow(line, this.context);
    if (row === undefined) {
      this.broken = true;
      return;
    }
    this.rows.push(row);
    this.sinceSubtotal.push(row);
  }

  /** Beside a row that could not be read a total would always differ: that is said once, at the row. */
  private totalsOf(line: Line, rows: readonly ReadRow[]): ColumnTotal[] {
    const { columns, measure, problems } = this.context;
    return this.broken ? [] : readTotals(line, rows, { columns, measure, problems });
  }
}

/** The same unit twice for one indicator, year, kind and purpose would count it twice. */
const reportRepeated = (rows: readonly ReadRow[], problems: Problems): void => {
  const seen = new Map<string, number>();
  for (const { line, body } of rows) {
    const { unit, indicator, planYear, planKind, purpose, project } = body;
    const key = JSON.stringify([unit, indicator, planYear, planKind, purpose, project]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, line);
    else problems.add(line, `line ${first} states the same unit, indicator, year and plan kind`);
  }
};

/**
 * A table may print a city above its counties as their sum, or as what the city holds itself. Counted wrongly it doubles
 * everything, so the person who imports it says which.
 */
const askAboutSuperiors = (
  rows: readonly ReadRow[],
  units: UnitNames,
  problems: Problems,
): void => {
  const inferiors = new Map<string, ReadRow[]>();
  for (const row of rows)
    for (const superior of units.superiorsOf(row.body.unit)) {
      const list = inferiors.get(codeOf(superior));
      if (list === undefined) inferiors.set(codeOf(superior), [row]);
      else list.push(row);
    }
  for (const row of rows) {
    const { unit, indicator, planYear, planKind } = row.body;
    const below = (inferiors.get(unit) ?? []).filter(
      ({ body }) =>
        body.indicator === indicator && body.planYear === planYear && body.planKind === planKind,
    );
    if (below.length === 0) continue;
    const sum = isSumOf(row, below) ? ', and their amounts add up to its own' : '';
    problems.add(
      row.line,
      `${unit} stands above ${below.length} other row${below.length > 1 ? 's' : ''} of the table${sum}: ` +
        'is it their total? Then take the line out. Is it what the unit holds itself? Then import with --own-holdings',
    );
  }
};

const isSumOf = (row: ReadRow, below: readonly ReadRow[]): boolean =>
  [...row.cells].every(
    ([at, { amount }]) =>
      amount === below.reduce((sum, { cells }) => sum + (cells.get(at)?.amount ?? 0n), 0n),
  );
