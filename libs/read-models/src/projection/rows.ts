import type { Table } from '../schema/tables.js';

export type Cell = string | number | bigint | boolean | null | undefined | readonly string[];

/** Rows to be copied in, by table, in PostgreSQL's text format. */
export class Rows {
  private readonly texts = new Map<Table, RowText>();

  add(table: Table, ...cells: readonly Cell[]): void {
    this.addLine(table, cells.map(encode).join('\t'));
  }

  /** A line that is encoded already: the hot tables do it themselves. */
  addLine(table: Table, line: string): void {
    let rows = this.texts.get(table);
    if (rows === undefined) {
      rows = new RowText();
      this.texts.set(table, rows);
    }
    rows.add(line);
  }

  *tables(): Generator<readonly [table: Table, text: Buffer]> {
    for (const [table, rows] of this.texts) yield [table, rows.bytes()];
  }
}

const FIRST_SIZE = 16 * 1024;
/** UTF-8 has at most so many bytes for a unit of a string. */
const BYTES_PER_UNIT = 3;
const LINE_END = 10;

/**
 * Lines as bytes outside the heap. As strings they would live just long enough to be moved by the
 * garbage collector, which then takes a third of a rebuild.
 */
class RowText {
  private buffer = Buffer.allocUnsafeSlow(FIRST_SIZE);
  private length = 0;

  add(line: string): void {
    const needed = this.length + line.length * BYTES_PER_UNIT + 1;
    if (needed > this.buffer.length) this.grow(needed);
    this.length += this.buffer.write(line, this.length);
    this.buffer[this.length++] = LINE_END;
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
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
