import { setTimeout as delay } from 'node:timers/promises';
import { Client, type Pool, type QueryResultRow } from 'pg';

/** The right to be the one follower of its kind that is active, held by one connection in the whole installation. */
export interface Leadership {
  /** Aborts when the right is gone, or when nobody can tell any more whether it is. */
  readonly lost: AbortSignal;
  release(): void;
}

/**
 * Milliseconds of silence after which the database gives the right away. A process that died is noticed by its closed
 * connection; one that hangs, or whose network is gone, still has an open one, and only its silence tells.
 */
const SILENCE_MAX = 3_000;
const HEARTBEAT = 500;

/**
 * Waits until no other follower with this lock is active. The right goes with a connection of its own, beside the pool:
 * a small pool would otherwise be used up by rights, and nothing be left to do the work with.
 * @param pool whose database and user are meant
 * @param lock key of the advisory lock
 * @param pollMs milliseconds between two tries; less than three seconds
 * @param onTaken another one has it; told after each try
 * @returns nothing when `signal` aborts first
 */
export const becomeLeader = async (
  pool: Pool,
  lock: number,
  signal: AbortSignal,
  pollMs: number,
  onTaken: () => void = () => undefined,
): Promise<Leadership | undefined> => {
  // Not a copy of the options: the pool hides the password in them from being copied.
  const client = new Client(pool.options);
  const lost = new AbortController();
  const lose = (): void => lost.abort();
  client.on('error', lose);
  client.on('end', lose);
  const release = (): void => {
    lose();
    client.end().catch(() => undefined);
  };
  try {
    await client.connect();
    await ask(client, `set idle_session_timeout = ${SILENCE_MAX}`);
    while (!signal.aborted) {
      if (await tryLock(client, lock)) {
        void beat(client, lost);
        return { lost: lost.signal, release };
      }
      onTaken();
      await delay(pollMs, undefined, { signal }).catch(() => undefined);
    }
  } catch (error) {
    release();
    throw error;
  }
  release();
  return undefined;
};

/** Keeps the session from being silent. A database that does not answer in time may have given the right away. */
const beat = async (client: Client, lost: AbortController): Promise<void> => {
  while (!lost.signal.aborted) {
    await delay(HEARTBEAT, undefined, { signal: lost.signal }).catch(() => undefined);
    if (lost.signal.aborted) return;
    await ask(client, 'select 1').catch(() => lost.abort());
  }
};

const tryLock = async (client: Client, lock: number): Promise<boolean> => {
  const [row] = await ask<{ got: boolean }>(client, 'select pg_try_advisory_lock($1) as got', [
    lock,
  ]);
  return row?.got === true;
};

/** Whoever waits for the right must not wait for a host that is silent, or nobody takes over. */
const ask = async <Row extends QueryResultRow>(
  client: Client,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> => {
  const query = { text, values: [...values], query_timeout: SILENCE_MAX };
  return (await client.query<Row>(query)).rows;
};
