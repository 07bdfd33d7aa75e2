import { once } from 'node:events';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Rows } from '../projection/rows.js';

/** Lines of one chunk: big enough to be few, small enough to be made while the last one is sent. */
const CHUNK_LINES = 2_000;

/** Copies rows into a table set, in the order in which the tables were first named. */
export const copyRows = async (client: ClientBase, schema: string, rows: Rows): Promise<void> => {
  for (const [{ name, columns }, lines] of rows.tables()) {
    const list = Object.keys(columns).join(', ');
    await copyLines(client, `copy ${schema}.${name} (${list}) from stdin`, lines);
  }
};

const copyLines = async (
  client: ClientBase,
  sql: string,
  lines: readonly string[],
): Promise<void> => {
  const stream = client.query(copyFrom(sql));
  const finished = once(stream, 'finish');
  // Awaited below; it may fail while a chunk waits for the socket.
  finished.catch(() => undefined);
  for (let at = 0; at < lines.length; at += CHUNK_LINES) {
    const chunk = `${lines.slice(at, at + CHUNK_LINES).join('\n')}\n`;
    if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), finished]);
  }
  stream.end();
  await finished;
};
