import type { Pool, PoolClient } from 'pg';
import { StoreUnavailable } from '../event-store.js';
import { isAnswered } from './failures.js';

/**
 * Runs with one connection of the pool. A connection that broke is thrown away.
 * @throws {StoreUnavailable} there is no connection to be had; nothing was sent
 */
export async function withConnection<T>(
  pool: Pool,
  run: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await connect(pool);
  // A connection that breaks also emits an error; the rejected query already tells of it.
  client.on('error', ignore);
  let usable = true;
  try {
    return await run(client);
  } catch (error) {
    usable = isAnswered(error);
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(!usable);
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw new StoreUnavailable('the event store cannot be reached', { cause: error });
  }
}

const ignore = (): void => undefined;
