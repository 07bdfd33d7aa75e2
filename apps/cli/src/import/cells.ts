import { parse } from 'csv-parse/sync';

/** A line of the table: its cells, and where it ends in the file, for messages. */
export interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Splits the text into lines of cells. Blank lines are left out. A tab separates when the first
 * line that has a separator has a tab.
 * @throws {Error} a quote that is opened and not closed
 */
export const readLines = (text: string): Line[] => {
  const first = text.split(/\r\n|\r|\n/, 50).find((line) => /[\t,;]/.test(line)) ?? '';
  const delimiter = first.includes('\t') ? '\t' : first.includes(',') ? ',' : ';';
  const lines: Line[] = [];
  parse(text, {
    bom: true,
    delimiter,
    relax_column_count: true,
    on_record: (cells: string[], { lines: line }) => {
      const tidy = cells.map(tidyCell);
      if (tidy.some((cell) => cell !== '')) lines.push({ line, cells: tidy });
      return null;
    },
  });
  return lines;
};

/** Ideographic and non-breaking spaces count as spaces; what is inside a cell is kept. */
const tidyCell = (cell: string): string =>
  cell
    .replace(/[\u3000\u00a0]/g, ' ')
    .replace(/\s*\n\s*/g, ' ')
    .trim();

/** Full-width forms as ASCII, spaces gone, lower case: how names of columns and units are compared. */
export const plain = (text: string): string =>
  text
    .replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/\s+/g, '')
    .toLowerCase();
