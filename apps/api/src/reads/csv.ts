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
export const sendCsv = (reply: ApiReply, { name, heads, rows, cursor }: CsvTable): void => {
  const text = stringify([heads, ...rows.map((row) => row.map(cell))], {
    record_delimiter: '\r\n',
  });
  reply.header('content-type', 'text/csv; charset=utf-8');
  reply.header('content-disposition', `attachment; filename="${name}.csv"`);
  if (cursor !== undefined) reply.header('next-cursor', cursor);
  reply.send(`\ufeff${text}`);
};

/** A spreadsheet runs a cell that begins like a formula; a number may begin with a minus. */
const cell = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
