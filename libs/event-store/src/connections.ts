import type { Pool, PoolClient } from 'pg';
import { StoreUnavailable } from './event-store.js';
import { isAnswered, isEndedForSilence, isOurs } from './failures.js';

/** What is known of the connections to a host. */
interface Trust {
  /** How often they were distrusted, and how often they had been when a connection was first taken from its pool. */
  distrusts: number;
  readonly firstTaken: WeakMap<PoolClient, number>;
  /** Closes each connection that is in use. */
  readonly inUse: Set<() => void>;
}

const trusts = new WeakMap<Pool, Trust>();

const newTrust = (): Trust => ({
  distrusts: 0,
  firstTaken: new WeakMap<PoolClient, number>(),
  inUse: new Set<() => void>(),
});

const trustOf = (pool: Pool): Trust => {
  const known = trusts.get(pool);
  if (known) return known;
  const trust = newTrust();
  trusts.set(pool, trust);
  return trust;
};

/**
 * Says that these pools lead to one host, before they are used: a connection of one that was never answered speaks of
 * the connections of all. A follower that uses two pools would otherwise wait out one deadline after the other.
 */
export const ofOneHost = (pools: readonly Pool[]): void => {
  const trust = newTrust();
  for (const pool of pools) trusts.set(pool, trust);
};

/**
 * Closes what is idle instead of using it again, in the pool and in those to the same host. One connection that was never answered says that the others
 * to that host, which look open, are as dead; taken one after the other, each would cost a request its deadline.
 */
const distrust = (pool: Pool): void => void (trustOf(pool).distrusts += 1);

/** Also closes what is in use: the host is known to be silent, and no answer will come. */
export const abandon = (pool: Pool): void => {
  distrust(pool);
  for (const close of [...trustOf(pool).inUse]) close();
};

/**
 * Runs with one connection of the pool. A connection that broke is closed, and with it those that are idle beside it.
 * @param after `close` for a session whose settings or locks must not come to the next one
 * @throws {StoreUnavailable} there is no connection to be had; nothing was sent
 */
export async function withConnection<T>(
  pool: Pool,
  run: (client: PoolClient) => Promise<T>,
  after: 'keep' | 'close' = 'keep',
): Promise<T> {
  const client = await connect(pool);
  // Why it broke, where it broke between two queries: the next one is only told that it did.
  let lastWords: unknown;
  const listen = (error: unknown): void => void (lastWords ??= error);
  client.on('error', listen);
  const { inUse } = trustOf(pool);
  let released = false;
  const release = (broken: boolean): void => {
    if (released) return;
    released = true;
    client.release(broken);
  };
  const close = (): void => release(true);
  inUse.add(close);
  let usable = after === 'keep';
  try {
    return await run(client);
  } catch (error) {
    usable &&= isAnswered(error);
    if (isBroken(lastWords ?? error) && !released) distrust(pool);
    throw error;
  } finally {
    inUse.delete(close);
    client.off('error', listen);
    release(!usable);
  }
}

/**
 * Our own assertions say nothing about the connection, and a session that the server ended because we were slow says
 * nothing about the others; all else that is no answer does.
 */
const isBroken = (error: unknown): boolean =>
  !isAnswered(error) && !isOurs(error) && !isEndedForSilence(error);

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    for (;;) {
      const client = await pool.connect();
      const { distrusts, firstTaken } = trustOf(pool);
      const taken = firstTaken.get(client);
      if (taken === undefined) firstTaken.set(client, distrusts);
      if (taken === undefined || taken === distrusts) return client;
      client.release(true);
    }
  } catch (error) {
    throw new StoreUnavailable('there is no connection to the database', { cause: error });
  }
}
