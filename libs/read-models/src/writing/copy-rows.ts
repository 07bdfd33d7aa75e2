import { once } from 'node:events';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Rows } from '../projection/rows.js';

/** Copies rows into a table set, in the order in which the tables were first named. */
export const copyRows = async (client: ClientBase, schema: string, rows: Rows): Promise<void> => {
  for (const [{ name, columns }, text] of rows.tables()) {
    const list = Object.keys(columns).join(', ');
    const stream = client.query(copyFrom(`copy ${schema}.${name} (${list}) from stdin`));
    stream.end(text);
    await once(stream, 'finish');
  }
};
