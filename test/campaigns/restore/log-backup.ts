import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';

/** Of the log only: whatever else the database holds can be made from it. */
const COLUMNS = 'position, revision, id, stream, type, body, metadata';

/** Writes the log as `pg_dump` writes the data of a table: one line an event, as of one moment, beside running writers. */
export const backUpLog = (url: string, file: string): Promise<void> =>
  connected(url, (client) =>
    pipeline(
      client.query(
        to(`copy (select ${COLUMNS} from event_store.events order by position) to stdout`),
      ),
      createWriteStream(file),
    ),
  );

/** Loads it into a database that is migrated and empty. */
export const restoreLog = (url: string, file: string): Promise<void> =>
  connected(url, (client) =>
    pipeline(
      createReadStream(file),
      client.query(from(`copy event_store.events (${COLUMNS}) from stdin`)),
    ),
  );

const connected = async (url: string, work: (client: pg.Client) => Promise<void>) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
};
