import type { ClientBase } from 'pg';
import type { NewEvent } from '../event-store.js';

/** Calls the server's function as the adapter does, inside whatever transaction the client is in. */
export async function rawAppend(
  client: ClientBase,
  stream: string,
  events: readonly NewEvent[],
): Promise<void> {
  await client.query('select event_store.append_events($1, -1, $2, $3, $4, $5)', [
    stream,
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ body }) => body),
    events.map(({ metadata }) => metadata),
  ]);
}
