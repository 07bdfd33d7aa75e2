import type { Pool } from 'pg';
import { createEventStorePool } from '#event-store/postgres';
import { ofOneHost, withConnection } from '#event-store';
import {
  connectionRoom,
  connectionsMax,
  failoverRisk,
  followerConnections,
  REBUILD_CONNECTIONS,
  type Config,
  type Logger,
  type Shutdown,
} from '#platform';
import { asAppRole } from './app-role.js';

/** Milliseconds; an index of a long log takes minutes, and a silent host is noticed by the watch. */
const REBUILD_STATEMENT = 3_600_000;
/** How our connections call themselves. */
const OURS = 'muledger';

/** Every pool of a process. One is made of connections only when it is used. */
export interface Pools {
  /** Appends and what is read to decide, as the application role. */
  readonly log: Pool;
  /** The log as followers read it, and what they remember; as the application role. */
  readonly followers: Pool;
  /** The read models as requests read them, as the owner. */
  readonly reads: Pool;
  /** The read models as their follower writes them, as the owner. */
  readonly writes: Pool;
  readonly rebuild: Pool;
  readonly all: readonly Pool[];
}

/** @param max connections of the pools that answer requests */
export const openPools = (
  ownerUrl: string,
  { databaseConnectionsMax: max }: Pick<Config, 'databaseConnectionsMax'>,
  logger: Logger,
): Pools => {
  const few = followerConnections(max);
  const open = (name: string, config: Parameters<typeof createEventStorePool>[0]): Pool => {
    const pool = createEventStorePool({ application_name: `${OURS} ${name}`, ...config });
    // A pool that has ended does not wait until its connections are closed: a server that stops then breaks them.
    pool.on('error', (error) => {
      if (!pool.ending) logger.warn({ err: error }, 'a database connection broke');
    });
    return pool;
  };
  const appUrl = asAppRole(ownerUrl);
  const log = open('log', { connectionString: appUrl, max });
  const followers = open('followers', { connectionString: appUrl, max: few });
  const reads = open('read models', { connectionString: ownerUrl, max });
  const writes = open('read model follower', { connectionString: ownerUrl, max: few });
  const rebuild = open('rebuild', {
    connectionString: ownerUrl,
    max: REBUILD_CONNECTIONS,
    statement_timeout: REBUILD_STATEMENT,
    query_timeout: REBUILD_STATEMENT,
  });
  const all = [log, followers, reads, writes, rebuild];
  ofOneHost(all);
  return { log, followers, reads, writes, rebuild, all };
};

export const closePoolsWith = ({ all }: Pools, shutdown: Shutdown): void =>
  shutdown.add('connections', async () => {
    await Promise.all(all.map((pool) => pool.end()));
  });

/** Warns when what is acknowledged can be lost by a power cut or a failover: nothing in this process could prevent it. */
export const warnOfFailover = async ({ writes }: Pools, logger: Logger): Promise<void> => {
  const risk = await withConnection(writes, (client) =>
    failoverRisk(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows),
  );
  if (risk !== undefined) logger.warn({}, risk);
};

/** Says at the start when the database cannot give what this process may ask for: a request would then find none. */
export const warnOfRoom = async (
  { writes }: Pools,
  { role, databaseConnectionsMax: max }: Pick<Config, 'role' | 'databaseConnectionsMax'>,
  logger: Logger,
): Promise<void> => {
  const room = await withConnection(writes, (client) => connectionRoom(client, OURS));
  const wanted = connectionsMax(role, max);
  if (wanted > room.allowed - room.taken)
    logger.warn(
      { wanted, ...room, setting: 'MULEDGER_DATABASE_CONNECTIONS_MAX', max },
      `this process may open ${wanted} connections, and the database has ${room.allowed - room.taken} left of ${room.allowed}: raise max_connections there, or lower MULEDGER_DATABASE_CONNECTIONS_MAX`,
    );
};
