import { formatExactly, formatKg, formatMu, tailAllowed, tailDifference } from '#domain';
import { dimensionOf, isBlank, lastDigitOf, readAmount } from './amounts.js';
import { plain, type Line } from './cells.js';
import type { Column } from './columns.js';
import type { Problems } from './problems.js';
import { factOf, type ReadRow } from './row.js';

/** A printed total of a column beside what its rows add up to. Whole units. */
export interface ColumnTotal {
  readonly line: number;
  readonly title: string;
  readonly component: string;
  readonly stated: bigint;
  /** The figure as it is printed, with its measure. */
  readonly text: string;
  readonly rows: bigint;
  /** 尾差: stated − rows. */
  readonly difference: bigint;
  readonly lastDigit: bigint;
}

export type LineKind = 'row' | 'total' | 'subtotal' | 'part' | 'note';

const TOTAL = /^(合计|总计|全省合计|全省|全市合计|total|grandtotal)[::]?$/u;
const SUBTOTAL = /^(小计|.*小计|subtotal)[::]?$/u;
const PART = /^(其中|ofwhich)/u;
const NOTE = /^(注|备注|说明|note|填表|制表|审核)[::\d]?/u;

/** What a line is, by the first text of it: 合计 and 其中 may stand in any of the leading columns. */
export const lineKind = ({ cells }: Line, columns: readonly Column[]): LineKind => {
  const names = cells
    .filter((_, at) => columns[at]?.kind !== 'amount')
    .map(plain)
    .filter((text) => text !== '');
  if (names.some((text) => TOTAL.test(text))) return 'total';
  if (names.some((text) => SUBTOTAL.test(text))) return 'subtotal';
  if (names.some((text) => PART.test(text))) return 'part';
  if (NOTE.test(names[0] ?? '')) return 'note';
  return 'row';
};

/** 其中：海盐县 as 海盐县. */
export const withoutOfWhich = ({ line, cells }: Line): Line => ({
  line,
  cells: cells.map((cell) => cell.replace(/^(?:其中|of which)\s*[:：]?\s*/iu, '')),
});

/**
 * Compares the printed totals of a line with the rows they stand for. What correctly rounded rows may come to is kept as
 * tail difference (尾差); more is a problem of the file.
 */
export const readTotals = (
  line: Line,
  rows: readonly ReadRow[],
  context: {
    readonly columns: readonly Column[];
    readonly measure: string | undefined;
    readonly problems: Problems;
  },
): ColumnTotal[] => {
  const { columns, measure, problems } = context;
  const measures = [factOf(line, columns, 'measure') || undefined, measure];
  return columns.flatMap((column, at) => {
    const cell = line.cells[at] ?? '';
    if (column.kind !== 'amount' || isBlank(cell)) return [];
    const { title, component } = column.amount;
    const options = { blankIsZero: false, round: true };
    const result = readAmount(cell, column.amount, [column.amount.measure, ...measures], options);
    if (!('read' in result)) {
      problems.add(line.line, 'wrong' in result ? result.wrong : 'is empty', title);
      return [];
    }
    const { amount: stated, text, roundedFrom } = result.read;
    const amounts = rows.map(({ cells }) => cells.get(at)?.amount ?? 0n);
    const { sum, difference } = tailDifference(amounts, stated);
    const printed = roundedFrom ?? text;
    const lastDigit = lastDigitOf(printed, dimensionOf(component));
    const allowed = tailAllowed(rows.length, lastDigit);
    if (difference > allowed || -difference > allowed)
      problems.add(
        line.line,
        `the total is ${shown(stated, component)}, its rows add up to ${shown(sum, component)}`,
        title,
      );
    const total = { line: line.line, title, component, stated, text: printed };
    return [{ ...total, rows: sum, difference, lastDigit }];
  });
};

export const shown = (amount: bigint, component: string): string =>
  dimensionOf(component) === 'grain'
    ? `${formatKg(amount)} kg`
    : `${formatExactly(amount, 'mu') ?? formatMu(amount)} mu`;
