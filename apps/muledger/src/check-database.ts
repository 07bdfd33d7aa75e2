import pg from 'pg';
import { settingProblem } from '#platform';
import { APP_ROLE, asAppRole } from './app-role.js';
import { StartError } from './start-error.js';

/** Milliseconds. */
const PATIENCE = 10_000;

/**
 * Refuses a database on which the rest would go wrong later, one by one and far from the cause.
 * @throws {StartError}
 */
export const checkDatabase = async (ownerUrl: string): Promise<void> => {
  const problem = await connected(ownerUrl, async (first) => {
    const ask = async (sql: string) => (await first.query<Record<string, unknown>>(sql)).rows;
    return (await settingProblem(ask)) ?? (await poolingProblem(first, ownerUrl));
  });
  if (problem !== undefined) throw new StartError(`${problem}.`, 2);
};

/** @throws {StartError} appends would run as the owner, who may change what was recorded */
export const checkAppRole = async (ownerUrl: string): Promise<void> => {
  const [found] = await connected(asAppRole(ownerUrl), async (client) => {
    const { rows } = await client.query<{ role: string }>('select current_user as role');
    return rows;
  });
  if (found?.role !== APP_ROLE)
    throw new StartError(
      `The log would be written as ${found?.role ?? 'nobody'} and not as ${APP_ROLE}: a pooler ignores the start parameter "options". Let it pass (PgBouncer: take it out of ignore_startup_parameters), or connect without it.`,
      2,
    );
};

/** Two clients that share a session show a pooler that lends one for a transaction: locks and listening would be lost. */
const poolingProblem = async (first: pg.Client, url: string): Promise<string | undefined> => {
  const before = await backendOf(first);
  const other = await connected(url, backendOf);
  return before === other
    ? 'The pooler before the database keeps no sessions. Set pool_mode = session (PgBouncer), or connect to the database itself'
    : undefined;
};

const backendOf = async (client: pg.Client): Promise<number | undefined> => {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid;
};

const connected = async <Result>(
  connectionString: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> => {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: PATIENCE,
    query_timeout: PATIENCE,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};
