import { isBlank, isMeasure, readAmount, type AmountOptions } from './amounts.js';
import type { Line } from './cells.js';
import type { AmountColumn, Column, OpeningBucket } from './columns.js';
import type { Problems } from './problems.js';
import { KNOWN_INDICATORS } from './titles.js';

/** What a cell came to, by the place of its column. */
export interface CellAmount {
  readonly amount: bigint;
  /** The printed figure, when it is no whole number of units and was rounded. */
  readonly roundedFrom?: string;
}

export interface Quantities {
  /** Amounts as text with their measure, by bucket and component. */
  readonly stated: { readonly [Bucket in OpeningBucket]?: Readonly<Record<string, string>> };
  readonly cells: ReadonlyMap<number, CellAmount>;
}

export interface QuantityContext {
  readonly columns: readonly Column[];
  /** Of the unit line above the table. */
  readonly measure: string | undefined;
  readonly options: AmountOptions;
  readonly problems: Problems;
}

/** Reads the amounts of a line. Columns of components that the indicator has not must be empty. */
export const readQuantities = (
  line: Line,
  { columns, measure, options, problems }: QuantityContext,
  indicator: string,
  rowMeasure: string,
): Quantities => {
  const stated: { [Bucket in OpeningBucket]?: Record<string, string> } = {};
  const cells = new Map<number, CellAmount>();
  if (rowMeasure !== '' && !isMeasure(rowMeasure))
    problems.add(line.line, `"${rowMeasure}" is no measure (亩, 公顷, 万亩, 平方米)`);
  for (const [at, column] of columns.entries()) {
    if (column.kind !== 'amount') continue;
    const { title, bucket, component } = column.amount;
    const cell = line.cells[at] ?? '';
    if (!isOf(column.amount, indicator)) {
      if (!isBlank(cell)) problems.add(line.line, `${indicator} has no such component`, title);
      continue;
    }
    const measures = [column.amount.measure, rowMeasure || undefined, measure];
    const result = readAmount(cell, column.amount, measures, options);
    if ('blank' in result)
      problems.add(line.line, 'is empty: unknown, or zero? (--blank-is-zero)', title);
    else if ('wrong' in result) problems.add(line.line, result.wrong, title);
    else {
      const { amount, text, roundedFrom } = result.read;
      cells.set(at, roundedFrom === undefined ? { amount } : { amount, roundedFrom });
      (stated[bucket] ??= {})[component] = text;
    }
  }
  return { stated, cells };
};

/** An indicator of the province's own may have any component; the ledger judges. */
const isOf = ({ component }: AmountColumn, indicator: string): boolean => {
  const known = KNOWN_INDICATORS.find(({ id }) => id === indicator);
  return known === undefined || known.components.some(({ name }) => name === component);
};
