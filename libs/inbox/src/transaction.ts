import type { ClientBase, Pool } from 'pg';

/** Commits what `work` did, or nothing of it. A connection that failed to roll back is thrown away. */
export const inTransaction = async <Result>(
  pool: Pool,
  work: (transaction: ClientBase) => Promise<Result>,
): Promise<Result> => {
  const client = await pool.connect();
  client.on('error', ignore);
  let broken: Error | undefined;
  try {
    await client.query('begin');
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
