import { parseAmount, parseAmountRounded, type Dimension } from '#domain';
import { plain } from './cells.js';
import { MEASURE_NAMES, type AmountColumn } from './columns.js';

/** An amount of the table in whole units, and the text under which it is posted. */
export interface ReadAmount {
  readonly amount: bigint;
  /** With its measure, as the ledger reads and keeps it. */
  readonly text: string;
  /** Set when the printed figure is no whole number of units and was rounded. */
  readonly roundedFrom?: string;
}

export interface AmountOptions {
  /** An empty cell counts as nothing; otherwise it is unknown, and refused. */
  readonly blankIsZero: boolean;
  /** A figure between two whole units is rounded (registers that keep eight decimals). */
  readonly round: boolean;
}

type Read = { readonly read: ReadAmount } | { readonly blank: true } | { readonly wrong: string };

/** Dashes, slashes and 无 stand for "nothing to state here", which is not the same as zero. */
const BLANK = new Set(['', '-', '--', '—', '——', '/', '\\', '无', '不详', 'n/a']);

export const dimensionOf = (component: string): Dimension =>
  component === 'grain' ? 'grain' : 'area';

export const isBlank = (cell: string): boolean => BLANK.has(plain(cell));

/**
 * Reads a cell in its own measure, else in that of its column, of its row, of the unit line: the
 * nearest one speaks. A measure is never guessed.
 * @param measures nearest first
 */
export const readAmount = (
  cell: string,
  { component }: AmountColumn,
  measures: readonly (string | undefined)[],
  { blankIsZero, round }: AmountOptions,
): Read => {
  const dimension = dimensionOf(component);
  const measure = measures.find(
    (one) => one !== undefined && isGrain(one) === (dimension === 'grain'),
  );
  if (isBlank(cell)) {
    if (!blankIsZero) return { blank: true };
    return { read: { amount: 0n, text: `0 ${dimension === 'grain' ? 'kg' : 'mu'}` } };
  }
  const text = hasMeasure(cell) ? cell : `${cell}${measure ?? ''}`;
  if (text === cell && !hasMeasure(cell))
    return { wrong: `"${cell}" states no measure (亩, 公顷, 万亩, …), and neither does the table` };
  const parsed = parseAmount(text, dimension);
  if (parsed.ok) return { read: { amount: parsed.amount, text } };
  const { code, nearest } = parsed.problem;
  const wrong = (dimension === 'grain' ? WRONG_GRAIN : WRONG)[code];
  if (code !== 'amount-not-whole' || !nearest) return { wrong: `"${text}" ${wrong}` };
  if (!round) return { wrong: `"${text}" ${wrong}; nearest: ${nearest.join(', ')}` };
  const rounded = parseAmountRounded(text, dimension);
  if (!rounded.ok) return { wrong: `"${text}" ${WRONG[rounded.problem.code]}` };
  const { amount } = rounded;
  const whole = dimension === 'grain' ? `${amount} g` : `${amount} u`;
  return { read: { amount, text: whole, roundedFrom: text } };
};

const WRONG = {
  'amount-malformed': 'is no amount',
  'amount-unit-unknown': 'has no known measure (亩, 公顷, 万亩, 平方米)',
  'amount-negative': 'is negative',
  'amount-too-large': 'is too large',
  'amount-not-whole': 'is no whole number of 1/300 m²',
} as const;

/** Grain is weighed, and its measures are other ones. */
const WRONG_GRAIN = {
  ...WRONG,
  'amount-unit-unknown': 'has no known measure (公斤, 克, 吨)',
  'amount-not-whole': 'is no whole number of grams',
} as const;

const hasMeasure = (cell: string): boolean => !/[\d.,]$/u.test(plain(cell));

const GRAIN = new Set(['公斤', '千克', '㎏', 'kg', '克', 'g', '吨', 't']);

const isGrain = (measure: string): boolean => GRAIN.has(plain(measure));

export const isMeasure = (cell: string): boolean => MEASURE_NAMES.has(plain(cell));

/**
 * Value of the last digit that is printed, in whole units: 0.0001 万亩 of "274.2841万亩". A printed
 * total may differ from its rows by that much.
 */
export const lastDigitOf = (text: string, dimension: Dimension): bigint => {
  const match = /^([\d,]*)(?:\.(\d*))?\s*(\D.*)$/su.exec(plain(text));
  const [, , fraction = '', measure = ''] = match ?? [];
  const one = fraction === '' ? '1' : `0.${'0'.repeat(fraction.length - 1)}1`;
  const digit = parseAmountRounded(`${one}${measure}`, dimension);
  return digit.ok ? digit.amount : 0n;
};
