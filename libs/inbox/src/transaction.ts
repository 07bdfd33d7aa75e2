import type { ClientBase, Pool } from 'pg';

/**
 * Milliseconds in which a transaction says something. One of a process that hangs, or whose network is gone, holds the
 * places of its sources, and the process that takes over would wait for them for ever.
 */
const SILENCE_MAX = 10_000;

/** Commits what `work` did, or nothing of it. A connection that failed to roll back is thrown away. */
export const inTransaction = async <Result>(
  pool: Pool,
  work: (transaction: ClientBase) => Promise<Result>,
  silenceMs = SILENCE_MAX,
): Promise<Result> => {
  const client = await pool.connect();
  client.on('error', ignore);
  let broken: Error | undefined;
  try {
    // One message: they cost one round trip.
    await client.query(`begin; set local idle_in_transaction_session_timeout = ${silenceMs}`);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => {
      broken = failed;
    });
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
};

/** A connection that breaks between two queries fails the next one; unheard it would end the process. */
const ignore = (): void => undefined;
