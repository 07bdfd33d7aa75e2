import { plain } from './cells.js';

/** How a spreadsheet shows what it cannot compute or what does not fit, and what became of an identifier it took for a number. */
const DAMAGES: readonly (readonly [RegExp, string])[] = [
  [
    /^[+-]?\d+(?:\.\d+)?e[+-]?\d+$/u,
    'was turned into a number and has lost its digits: format the column as text (文本) and fill it in again',
  ],
  [
    /^#(?:n\/a|ref!|value!|name\?|div\/0!|num!|null!|spill!|calc!)$/u,
    'is an error of the spreadsheet: mend the formula and save the values',
  ],
  [/^#{2,}$/u, 'did not fit its column when it was saved: widen the column and save again'],
];

/** Dates are what a spreadsheet makes of 3-4 or 2017/5. */
const DATES: readonly RegExp[] = [
  /^\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?$/u,
  /^\d{1,2}月\d{1,2}日$/u,
  /^\d{1,2}[-/](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[-/]\d{2,4})?$/u,
  /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[-/]\d{2,4}$/u,
];

/** Says what a spreadsheet did to a cell and how to undo it; undefined for a cell that is sound. */
export const damageOf = (cell: string): string | undefined =>
  DAMAGES.find(([pattern]) => pattern.test(plain(cell)))?.[1];

/** The same of a cell that holds an identifier (code, project, document), which no date can be. */
export const identifierDamageOf = (cell: string): string | undefined => {
  const text = plain(cell);
  if (DATES.some((pattern) => pattern.test(text)))
    return 'was turned into a date: format the column as text (文本) and fill it in again';
  return damageOf(cell);
};
