import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

/** The right to be the one follower of its kind that is active, held by one connection in the whole installation. */
export interface Leadership {
  /** Aborts when the connection is gone: the database has given the right away by then. */
  readonly lost: AbortSignal;
  release(): void;
}

/**
 * Waits until no other follower with this lock is active. The right goes with the connection, so that the followers of
 * a process that died are replaced as soon as its connection is closed.
 * @param lock key of the advisory lock
 * @param pollMs milliseconds between two tries
 * @returns nothing when `signal` aborts first
 */
export const becomeLeader = async (
  pool: Pool,
  lock: number,
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
      if (await tryLock(client, lock)) return { lost: lost.signal, release };
      await delay(pollMs, undefined, { signal }).catch(() => undefined);
    }
  } catch (error) {
    release();
    throw error;
  }
  release();
  return undefined;
};

const tryLock = async (client: PoolClient, lock: number): Promise<boolean> => {
  const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [
    lock,
  ]);
  return rows[0]?.got === true;
};
