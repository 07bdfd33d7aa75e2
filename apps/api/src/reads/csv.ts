import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { JSON_TYPE } from '../requests/manners.js';
import { acceptedOf } from '../requests/media-types.js';

/** A table for a spreadsheet: Chinese heads, one row a line. */
export interface CsvTable {
  readonly name: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly cursor?: string | undefined;
}

/** Whether the reader asks for a table rather than for JSON. */
export const wantsCsv = ({ headers }: ApiRequest): boolean =>
  acceptedOf(headers.accept, [JSON_TYPE, 'text/csv']) === 'text/csv';

/** With a byte order mark: without it Excel takes UTF-8 for the local encoding. */
const MARK = '\ufeff';

export const sendCsv = (reply: ApiReply, table: CsvTable): void => {
  if (table.cursor !== undefined) reply.header('next-cursor', table.cursor);
  head(reply, table).send(MARK + lines([table.heads, ...table.rows]));
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
  below: () => readonly (readonly string[])[],
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
  const texts = async function* (): AsyncGenerator<string> {
    yield MARK + lines([first.heads, ...first.rows]);
    for (let { cursor } = first; cursor !== undefined;) {
      const page = await pageOf(turned(cursor));
      if (page.rows.length > 0) yield lines(page.rows);
      ({ cursor } = page);
    }
    const last = below();
    if (last.length > 0) yield lines(last);
  };
  head(reply, first).send(Readable.from(texts()));
};

const head = (reply: ApiReply, { name }: CsvTable): ApiReply =>
  reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`);

const lines = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((row) => row.map(cell)),
    { record_delimiter: '\r\n' },
  );

/** A spreadsheet runs a cell that begins like a formula, also written wide or behind blanks; a number may have a minus. */
const cell = (text: string): string =>
  /^\s*[=+\-@\t\r＝＋－﹣−＠]/u.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;

/**
 * The table without the columns in which no row has anything but zero, unless the column is one of the first, which say
 * what a row is of.
 */
export const withoutZeros = (table: CsvTable, first: number): CsvTable => {
  const kept = table.heads
    .map((_, i) => i)
    .filter((i) => i < first || table.rows.some((row) => !ZERO.test(row[i] ?? '')));
  const cut = (row: readonly string[]): string[] => kept.map((i) => row[i] ?? '');
  return { ...table, heads: cut(table.heads), rows: table.rows.map(cut) };
};
const ZERO = /^(-?0(\.0+)?)?$/;
