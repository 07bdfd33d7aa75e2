import type { Table } from '../schema/tables.js';

export type Cell = string | number | bigint | boolean | null | undefined | readonly string[];

/** Rows to be copied in, by table, in PostgreSQL's text format. */
export class Rows {
  private readonly texts = new Map<Table, RowText>();

  add(table: Table, ...cells: readonly Cell[]): void {
    this.addLine(table, cells.map(encode).join('\t'));
  }

  /** A line that is encoded already: the hot tables do it themselves. Long cells come as parts of their own. */
  addLine(table: Table, ...parts: readonly string[]): void {
    let rows = this.texts.get(table);
    if (rows === undefined) {
      rows = new RowText();
      this.texts.set(table, rows);
    }
    rows.add(parts);
  }

  *tables(): Generator<readonly [table: Table, text: readonly Buffer[]]> {
    for (const [table, rows] of this.texts) yield [table, rows.chunks()];
  }
}

/** Most tables have few rows in a batch, the others several chunks. */
const FIRST_SIZE = 16 * 1024;
const CHUNK_SIZE = 256 * 1024;
/** UTF-8 has at most so many bytes for a unit of a string. */
const BYTES_PER_UNIT = 3;
const LINE_END = 10;

/**
 * Lines as bytes outside the heap. As strings they would live just long enough to be moved by the
 * garbage collector, which then takes a third of a rebuild.
 */
class RowText {
  private readonly full: Buffer[] = [];
  private chunk = Buffer.allocUnsafeSlow(FIRST_SIZE);
  private length = 0;

  add(parts: readonly string[]): void {
    for (const part of parts) {
      // With the line end, which may follow.
      const needed = part.length * BYTES_PER_UNIT + 1;
      if (this.length + needed > this.chunk.length) this.begin(needed);
      this.length += this.chunk.write(part, this.length);
    }
    this.chunk[this.length++] = LINE_END;
  }

  chunks(): readonly Buffer[] {
    return [...this.full, this.chunk.subarray(0, this.length)];
  }

  private begin(needed: number): void {
    this.full.push(this.chunk.subarray(0, this.length));
    this.chunk = Buffer.allocUnsafeSlow(Math.max(needed, CHUNK_SIZE));
    this.length = 0;
  }
}

/**
 * `\N` is null; tabs, line ends and backslashes are escaped, or they would end the cell. PostgreSQL takes no U+0000 in a
 * text: it is shown by its symbol, or one such text in the log would stop every read model.
 */
const encode = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '\\N';
  if (typeof cell === 'string') return text(cell);
  if (typeof cell === 'boolean') return cell ? 't' : 'f';
  if (typeof cell === 'object') return text(`{${cell.map(quoted).join(',')}}`);
  return String(cell);
};

export const text = (value: string): string =>
  isSpecial(value) ? value.replace(SPECIALS, (one) => ESCAPES[one] ?? one) : value;

/** Several times as fast over a long text as an expression is. */
const isSpecial = (value: string): boolean =>
  value.includes('\\') ||
  value.includes('\t') ||
  value.includes('\n') ||
  value.includes('\r') ||
  value.includes('\0');

const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;

// oxlint-disable-next-line no-control-regex -- U+0000 is what it looks for.
const SPECIALS = /[\\\t\n\r\0]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\u2400',
};
