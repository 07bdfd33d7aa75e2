import { plain, type Line } from './cells.js';
import { columnOf, MEASURE_NAMES, type Column } from './columns.js';

/** The head of a table and the lines under it. */
export interface Table {
  readonly columns: readonly Column[];
  /** Of a line above the head, as 单位：万亩. */
  readonly measure: string | undefined;
  readonly body: readonly Line[];
  readonly headLine: number;
}

/** A head must be near the top: titles, dates and a unit line may stand above it. */
const LINES_ABOVE_MAX = 20;

/** Finds the head: the first line that names a unit and an amount, alone or with the line under it. */
export const findTable = (lines: readonly Line[]): Table | undefined => {
  for (let at = 0; at < Math.min(lines.length, LINES_ABOVE_MAX); at += 1) {
    const head = lines[at];
    if (head === undefined) break;
    const measure = unitLine(lines.slice(0, at));
    const columns = head.cells.map(columnOf);
    if (isHead(columns))
      return { columns, measure, body: lines.slice(at + 1), headLine: head.line };
    const below = lines[at + 1];
    const merged = below && mergedHead(head, below);
    if (merged && isHead(merged))
      return { columns: merged, measure, body: lines.slice(at + 2), headLine: head.line };
  }
  return undefined;
};

const isHead = (columns: readonly Column[]): boolean =>
  columns.some(({ kind }) => kind === 'code' || kind === 'name') &&
  columns.some(({ kind }) => kind === 'amount');

/**
 * A merged head: 可用 over 总量 | 其中：农用地 | 其中：耕地. A merged cell leaves its text in the first column
 * only, so it speaks for the empty ones after it.
 */
const mergedHead = (upper: Line, lower: Line): Column[] => {
  let over = '';
  return Array.from({ length: Math.max(upper.cells.length, lower.cells.length) }, (_, i) => {
    const above = upper.cells[i] ?? '';
    const below = lower.cells[i] ?? '';
    if (above !== '') over = above;
    if (below === '') return columnOf(above);
    return columnOf(joined(over, below));
  });
};

/** The measure of a merged head may stand in its upper cell: 可用(亩) over 总量. */
const joined = (over: string, below: string): string => {
  const [, bucket = over, measure = ''] = /^(.*)([(（].*[)）])$/u.exec(over) ?? [];
  return `${bucket}${below}${measure}`;
};

const unitLine = (above: readonly Line[]): string | undefined => {
  for (const { cells } of above)
    for (const cell of cells) {
      const named = /(?:计量单位|面积单位|单位|unit)[::](.+?)[)]?$/u.exec(plain(cell))?.[1];
      if (named !== undefined && MEASURE_NAMES.has(named)) return named;
    }
  return undefined;
};
