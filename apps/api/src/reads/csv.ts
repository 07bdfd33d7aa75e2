import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { mapInSlices } from '#event-store';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { bodyOf, partsAsMade, partsOf } from '../answers/long-answers.js';
import { JSON_TYPE } from '../requests/manners.js';
import { acceptedOf } from '../requests/media-types.js';

/** A table for a spreadsheet: Chinese heads, one row a line. Long ones make their rows when they are written. */
export interface CsvTable {
  readonly name: string;
  readonly heads: readonly string[];
  readonly rows: Iterable<CsvRow>;
  readonly cursor?: string | undefined;
}

export type CsvRow = readonly string[];

/** Whether the reader asks for a table rather than for JSON. */
export const wantsCsv = ({ headers }: ApiRequest): boolean =>
  acceptedOf(headers.accept, [JSON_TYPE, 'text/csv']) === 'text/csv';

/** With a byte order mark: without it Excel takes UTF-8 for the local encoding. */
const MARK = '\ufeff';

export const sendCsv = async (reply: ApiReply, table: CsvTable): Promise<void> => {
  // Written before anything is sent, so that what is wrong is a problem and not half a table.
  const parts = await partsOf(whole(table));
  if (table.cursor !== undefined) reply.header('next-cursor', table.cursor);
  head(reply, table).send(bodyOf(parts));
};

/** Reads one page of a list as a table. */
export type PageOf = (request: ApiRequest) => Promise<CsvTable>;

/**
 * A list as one table: all its pages, as they are read, and what stands below the last one. Where the reader asks for a
 * page with `limit`, that page, and the place of the next in a header.
 */
export const sendPages = async (
  request: ApiRequest,
  reply: ApiReply,
  pageMax: number,
  pageOf: PageOf,
  below: () => Iterable<CsvRow>,
): Promise<void> => {
  if (request.query['limit'] !== undefined) return sendCsv(reply, await pageOf(request));
  const turned = (cursor: string | undefined): ApiRequest => {
    const page = { limit: String(pageMax), ...(cursor === undefined ? {} : { cursor }) };
    const query = { ...request.query, ...page };
    return new Proxy(request, {
      get: (target, name): unknown => (name === 'query' ? query : Reflect.get(target, name)),
    });
  };
  // Read before anything is sent, so that what is wrong is a problem and not half a table.
  const first = await pageOf(turned(undefined));
  const begun = await partsOf(whole(first));
  const rest = async function* (): AsyncGenerator<string> {
    for (let { cursor } = first; cursor !== undefined;) {
      const page = await pageOf(turned(cursor));
      yield* lines(page.rows);
      ({ cursor } = page);
    }
    yield* lines(below());
  };
  const parts = async function* (): AsyncGenerator<Buffer> {
    yield* begun;
    yield* partsAsMade(rest());
  };
  head(reply, first).send(Readable.from(parts()));
};

const head = (reply: ApiReply, { name }: CsvTable): ApiReply =>
  reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`);

function* whole({ heads, rows }: CsvTable): Generator<string> {
  yield MARK + written([heads]);
  yield* lines(rows);
}

/** Rows that are written in one go: starting for each of them would cost as much as writing it. */
const TOGETHER = 10;

function* lines(rows: Iterable<CsvRow>): Generator<string> {
  let some: CsvRow[] = [];
  for (const row of rows) {
    some.push(row);
    if (some.length < TOGETHER) continue;
    yield written(some);
    some = [];
  }
  if (some.length > 0) yield written(some);
}

const written = (rows: readonly CsvRow[]): string =>
  stringify(
    rows.map((row) => row.map(cell)),
    { record_delimiter: '\r\n' },
  );

/** A spreadsheet runs a cell that begins like a formula, also written wide, small or behind blanks; a number may have a minus. */
const cell = (text: string): string =>
  FORMULA.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
/** With the full-width, small, raised and lowered forms of the four signs, and the minus sign. */
const FORMULA =
  /^\s*[=+\-@\t\r\u207a-\u207c\u208a-\u208c\u2212\ufb29\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]/u;

/**
 * The table without the columns in which no row has anything but zero, unless the column is one of the first, which say
 * what a row is of.
 */
export const withoutZeros = async (table: CsvTable, first: number): Promise<CsvTable> => {
  const columns = table.heads.map((_, i) => i);
  const used = new Set(columns.slice(0, first));
  const rows = await mapInSlices(table.rows, (row) => {
    for (const i of columns) if (!used.has(i) && !ZERO.test(row[i] ?? '')) used.add(i);
    return row;
  });
  const kept = columns.filter((i) => used.has(i));
  const cut = (row: CsvRow): string[] => kept.map((i) => row[i] ?? '');
  return { ...table, heads: cut(table.heads), rows: rowsOf(rows, (row) => [cut(row)]) };
};

/** Rows of a table that are made when they are written, some for each of what was read. */
export function* rowsOf<Read>(
  all: Iterable<Read>,
  make: (one: Read) => readonly CsvRow[],
  below: () => readonly CsvRow[] = () => [],
): Generator<CsvRow> {
  for (const one of all) yield* make(one);
  yield* below();
}
const ZERO = /^(-?0(\.0+)?)?$/;
