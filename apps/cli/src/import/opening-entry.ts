import { MEASURES, formatExactly, parseAmount, tailAllowed, type MeasureName } from '#domain';
import { dimensionOf, lastDigitOf } from './amounts.js';
import type { OpeningFile } from './opening-file.js';
import type { OpeningBody, ReadRow } from './row.js';
import { shown, type ColumnTotal } from './totals.js';

export interface OpeningDocument {
  readonly number: string;
  readonly issuer: string;
  readonly date: string;
  readonly title?: string;
  /** Of the bytes of the file. */
  readonly sha256: string;
}

export interface OpeningTotal {
  readonly component: string;
  readonly stated: string;
}

/** Body of one `POST opening-balances`. */
export interface OpeningEntry {
  readonly effectiveOn: string;
  readonly document: OpeningDocument;
  readonly rows: readonly OpeningBody[];
  readonly totals?: readonly OpeningTotal[];
  readonly note?: string;
}

/** Rows of one entry: an entry has a bound number of postings, and a row makes three at most. */
const ROWS_MAX = 900;
const NOTE_MAX = 2_000;

/** The entries of a file: one, unless it has too many rows. All rows of a unit are in the same. */
export const openingEntries = (
  { rows, totals }: Pick<OpeningFile, 'rows' | 'totals'>,
  document: OpeningDocument,
  effectiveOn: string,
): OpeningEntry[] => {
  const holding = rows.filter(
    ({ body }) => body.available ?? body.reserved ?? body.consumed ?? false,
  );
  const groups = inGroups(holding.map(({ body }) => body));
  const { posted, kept } = statedTotals(totals, holding);
  const rounded = rows.flatMap(({ line, cells }) =>
    [...cells.values()].flatMap(({ roundedFrom }) =>
      roundedFrom === undefined ? [] : [`第${line}行 ${roundedFrom}`],
    ),
  );
  const single = groups.length === 1;
  const note = [
    kept.length > 0 || (!single && posted.length > 0)
      ? `合计 ${[...kept, ...(single ? [] : posted.map(({ stated }) => stated))].join('；')}`
      : '',
    rounded.length > 0 ? `四舍五入：${rounded.join('；')}` : '',
  ]
    .filter((text) => text !== '')
    .join('。');
  return groups.map((group) => ({
    effectiveOn,
    document,
    rows: group,
    ...(single && posted.length > 0 ? { totals: posted } : {}),
    ...(note === '' ? {} : { note: note.slice(0, NOTE_MAX) }),
  }));
};

const inGroups = (rows: readonly OpeningBody[]): OpeningBody[][] => {
  const byUnit = new Map<string, OpeningBody[]>();
  for (const row of rows) {
    const list = byUnit.get(row.unit);
    if (list === undefined) byUnit.set(row.unit, [row]);
    else list.push(row);
  }
  const groups: OpeningBody[][] = [];
  for (const list of byUnit.values()) {
    const last = groups.at(-1);
    if (last === undefined || last.length + list.length > ROWS_MAX) groups.push([...list]);
    else last.push(...list);
  }
  return groups;
};

/**
 * The printed totals by component, as the ledger checks them: over all that the rows hold, with their
 * last digit. Where several columns state one component their totals are added, and what cannot be
 * said as one figure with one last digit is kept in words.
 */
const statedTotals = (
  totals: readonly ColumnTotal[],
  rows: readonly ReadRow[],
): { readonly posted: OpeningTotal[]; readonly kept: string[] } => {
  const posted: OpeningTotal[] = [];
  const kept: string[] = [];
  for (const component of new Set(totals.map((total) => total.component))) {
    const columns = totals.filter((total) => total.component === component);
    const stated = addedText(columns);
    const difference = columns.reduce((sum, one) => sum + one.difference, 0n);
    const lastDigit = stated === undefined ? 0n : lastDigitOf(stated, dimensionOf(component));
    const stating = rows.filter(({ body }) => states(body, component)).length;
    const allowed = tailAllowed(stating, lastDigit);
    if (stated !== undefined && difference <= allowed && -difference <= allowed)
      posted.push({ component, stated });
    else
      for (const { title, text, difference: tail } of columns)
        kept.push(`${title} ${text}${tail === 0n ? '' : `（尾差 ${shown(tail, component)}）`}`);
  }
  return { posted, kept };
};

const states = ({ available, reserved, consumed }: OpeningBody, component: string): boolean =>
  [available, reserved, consumed].some((bucket) => bucket !== undefined && component in bucket);

/** The sum as it would be printed: in the measure of the parts, with their decimals. */
const addedText = (columns: readonly ColumnTotal[]): string | undefined => {
  const [first, ...others] = columns;
  if (first === undefined) return undefined;
  if (others.length === 0) return first.text;
  const { decimals, measure } = printed(first.text);
  const same = others.every(({ text }) => {
    const other = printed(text);
    return other.decimals === decimals && other.measure === measure;
  });
  const name = measureNamed(measure, first.component);
  if (!same || name === undefined) return undefined;
  const exact = formatExactly(
    columns.reduce((sum, { stated }) => sum + stated, 0n),
    name,
  );
  if (exact === undefined) return undefined;
  const [whole = '0', fraction = ''] = exact.split('.');
  const text = decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`;
  return fraction.length > decimals ? undefined : `${text}${measure}`;
};

const printed = (text: string): { decimals: number; measure: string } => {
  const [, fraction = '', measure = ''] =
    /^[^.．]*(?:[.．](\d*))?\s*([^\d,，.．]*\d?)$/u.exec(text) ?? [];
  return { decimals: fraction.length, measure };
};

const measureNamed = (spelled: string, component: string): MeasureName | undefined => {
  const one = parseAmount(`1${spelled}`, dimensionOf(component));
  if (!one.ok) return undefined;
  const names: readonly MeasureName[] = ['mu', 'ha', 'wanMu', 'm2', 'kg', 'g', 't', 'unit'];
  return names.find((name) => {
    const { dimension, units } = MEASURES[name];
    return dimension === dimensionOf(component) && units === one.amount;
  });
};
