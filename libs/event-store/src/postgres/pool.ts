import { Pool, type PoolConfig } from 'pg';

/**
 * Milliseconds. The server gives up before the client does, so that the client learns the outcome. A host that has lost
 * its network never answers and never closes: without deadlines whatever asks it waits for ever.
 */
const STATEMENT_TIMEOUT = 8_000;
const QUERY_TIMEOUT = 10_000;
const CONNECT_TIMEOUT = 3_000;
/** Of silence, before the operating system asks whether the other side is still there. */
const KEEP_ALIVE_DELAY = 5_000;
const CONNECTIONS_MAX = 6;

/** A pool of which every call has a deadline on the server and one on the client. */
export const createEventStorePool = (config: PoolConfig): Pool => {
  const pool = new Pool({
    application_name: 'event-store',
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: STATEMENT_TIMEOUT,
    query_timeout: QUERY_TIMEOUT,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY,
    ...config,
  });
  // It may break in the very moment it is handed over, when nobody listens to it yet; unheard that ends the process.
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
};

/** Where the adapters connect: a pool of the caller, who also ends it, or one of their own. */
export type ConnectionSource = { readonly pool: Pool } | { readonly connectionString: string };

/**
 * The pool to use, and what ends it if it is ours.
 * @throws {TypeError} a given pool sets no `statement_timeout`: a call could then wait forever
 */
export function poolOf(source: ConnectionSource): { pool: Pool; end: () => Promise<void> } {
  if ('connectionString' in source) {
    const pool = createEventStorePool({ connectionString: source.connectionString });
    // The pool drops an idle connection that broke; without a listener the process would end.
    pool.on('error', ignore);
    return { pool, end: () => pool.end() };
  }
  const { pool } = source;
  if (!pool.options.statement_timeout) throw new TypeError('the pool must set statement_timeout');
  pool.on('error', ignore);
  return {
    pool,
    end: async () => {
      pool.off('error', ignore);
    },
  };
}

const ignore = (): void => undefined;
