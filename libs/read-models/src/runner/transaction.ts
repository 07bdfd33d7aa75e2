import type { Pool, PoolClient } from 'pg';
import { withConnection } from '#event-store';

/**
 * Milliseconds in which a transaction says something. One of a process that hangs holds its locks, and the process that
 * takes over would wait for them for ever.
 */
const SILENCE_MAX = 3_000;

/** Commits what `work` did, or nothing of it. A connection that failed to roll back is thrown away. */
export const inTransaction = async <T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> => {
  const outcome = await withConnection(pool, async (client) => {
    try {
      // One message: they cost one round trip.
      await client.query(`begin; set local idle_in_transaction_session_timeout = ${SILENCE_MAX}`);
      const done = await work(client);
      await client.query('commit');
      return { done };
    } catch (error) {
      await rollBack(client, error);
      return { error };
    }
  });
  if ('error' in outcome) throw outcome.error;
  return outcome.done;
};

/** @throws {unknown} the error itself when the connection is of no more use; the server then rolls back on its own */
const rollBack = async (client: PoolClient, error: unknown): Promise<void> => {
  // A connection that did not answer would not answer this either.
  if (error instanceof Error && error.message === UNANSWERED) throw error;
  await client.query('rollback').catch(() => {
    throw error;
  });
};
/** As pg says it. */
const UNANSWERED = 'Query read timeout';
