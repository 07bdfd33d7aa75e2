import type { Table } from '../schema/tables.js';

export type Cell = string | number | bigint | boolean | null | undefined | readonly string[];

/** Rows to be copied in, by table, as lines of PostgreSQL's text format. */
export class Rows {
  private readonly lines = new Map<Table, string[]>();

  add(table: Table, ...cells: readonly Cell[]): void {
    this.addLine(table, cells.map(encode).join('\t'));
  }

  /** A line that is encoded already: the hot tables do it themselves. */
  addLine(table: Table, line: string): void {
    const lines = this.lines.get(table);
    if (lines === undefined) this.lines.set(table, [line]);
    else lines.push(line);
  }

  tables(): Iterable<readonly [table: Table, lines: readonly string[]]> {
    return this.lines;
  }
}

/** `\N` is null; tabs, line ends and backslashes are escaped, or they would end the cell. */
const encode = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '\\N';
  if (typeof cell === 'string') return text(cell);
  if (typeof cell === 'boolean') return cell ? 't' : 'f';
  if (typeof cell === 'object') return text(`{${cell.map(quoted).join(',')}}`);
  return String(cell);
};

export const text = (value: string): string =>
  SPECIAL.test(value) ? value.replace(SPECIALS, (one) => ESCAPES[one] ?? one) : value;

const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;

const SPECIAL = /[\\\t\n\r]/;
const SPECIALS = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};
