import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { FOLLOWER_LOCK } from '../schema/names.js';

/** The right to write the live tables, held by one connection in the whole installation. */
export interface Leadership {
  /** Aborts when the connection is gone: the database has given the right away by then. */
  readonly lost: AbortSignal;
  release(): void;
}

/**
 * Waits until no other follower is active. The right goes with the connection, so that the followers of
 * a process that died are replaced as soon as its connection is closed.
 * @returns nothing when `signal` aborts first
 */
export const becomeLeader = async (
  pool: Pool,
  signal: AbortSignal,
  pollMs: number,
): Promise<Leadership | undefined> => {
  const client = await pool.connect();
  const lost = new AbortController();
  const onError = (): void => lost.abort();
  client.on('error', onError);
  client.on('end', onError);
  const release = (): void => {
    client.off('end', onError);
    client.release(true);
  };
  try {
    while (!signal.aborted) {
      if (await tryLock(client)) return { lost: lost.signal, release };
      await delay(pollMs, undefined, { signal }).catch(() => undefined);
    }
  } catch (error) {
    release();
    throw error;
  }
  release();
  return undefined;
};

const tryLock = async (client: PoolClient): Promise<boolean> => {
  const { rows } = await client.query<{ got: boolean }>(
    `select pg_try_advisory_lock(${FOLLOWER_LOCK}) as got`,
  );
  return rows[0]?.got === true;
};
