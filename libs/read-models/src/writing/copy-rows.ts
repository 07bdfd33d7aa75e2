import { once } from 'node:events';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Rows } from '../projection/rows.js';

/**
 * Copies rows into a table set, in the order in which the tables were first named. `frozen` only in the
 * transaction that made the tables.
 */
export const copyRows = async (
  client: ClientBase,
  schema: string,
  rows: Rows,
  as: 'usual' | 'frozen' = 'usual',
): Promise<void> => {
  const options = as === 'frozen' ? 'with (freeze)' : '';
  for (const [{ name, columns }, chunks] of rows.tables()) {
    const list = Object.keys(columns).join(', ');
    const stream = client.query(copyFrom(`copy ${schema}.${name} (${list}) from stdin ${options}`));
    // All at once, megabytes would go into the socket in one turn of the event loop.
    for (const chunk of chunks) if (!stream.write(chunk)) await once(stream, 'drain');
    stream.end();
    await once(stream, 'finish');
  }
};
