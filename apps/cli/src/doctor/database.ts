import type { Pool } from 'pg';
import { connectionRoom, connectionsMax, findEmbeddedData, type Config } from '#platform';
import type { Installation } from '../local/installation.js';
import { checked, ok, skipped, wrong, type Finding } from './check.js';

/** Whether there is anything to open: looking must not create a database. */
export const hasDatabase = async ({
  databaseUrl,
  dataDir,
}: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<boolean> =>
  databaseUrl !== undefined || (await findEmbeddedData(dataDir)) !== undefined;

const ask = async (pool: Pool, sql: string): Promise<string> => {
  const { rows } = await pool.query<{ answer: string | null }>(sql);
  return rows[0]?.answer ?? '';
};

export const checkDatabase = async (
  installation: Installation,
  config: Pick<Config, 'role' | 'databaseConnectionsMax'>,
): Promise<Finding[]> => {
  const { pool, place, assertLogAnswers } = installation;
  const version = await ask(pool, `select current_setting('server_version') as answer`);
  const log = assertLogAnswers
    ? await checked('EventStoreDB', () => checkEventStoreDb(assertLogAnswers))
    : [await appendOnly(pool)];
  return [
    ok('PostgreSQL', `${version}, ${place}`),
    await durable(pool),
    await room(pool, config),
    ...log,
  ];
};

const checkEventStoreDb = async (assertAnswers: () => Promise<void>): Promise<Finding[]> => {
  await assertAnswers();
  return [
    ok('EventStoreDB', 'answers'),
    skipped(
      'append only',
      'events never change there; who may delete a stream is up to its access rules',
    ),
  ];
};

/** What is acknowledged must be on disk. */
const durable = async (pool: Pool): Promise<Finding> => {
  const off = await ask(
    pool,
    `select string_agg(name || '=' || setting, ', ') as answer from pg_settings
      where (name in ('fsync', 'full_page_writes') and setting = 'off')`,
  );
  return off ? wrong('durability', `the server runs with ${off}`) : ok('durability', 'fsync is on');
};

/** A process that finds no connection answers 503, however idle the database is. */
const room = async (
  pool: Pool,
  { role, databaseConnectionsMax: max }: Pick<Config, 'role' | 'databaseConnectionsMax'>,
): Promise<Finding> => {
  const name = 'connections';
  const { allowed, taken } = await connectionRoom(pool, 'muledger');
  const wanted = connectionsMax(role, max);
  return wanted > allowed - taken
    ? wrong(
        name,
        `a process of role ${role} may open ${wanted}, and the server has ${allowed - taken} left of ${allowed}: raise max_connections, or lower MULEDGER_DATABASE_CONNECTIONS_MAX (${max})`,
      )
    : ok(name, `a process of role ${role} opens at most ${wanted} of ${allowed}`);
};

const APP_ROLE = 'muledger_app';

/** The role the log is written as can add to it and do nothing else. */
const appendOnly = async (pool: Pool): Promise<Finding> => {
  const name = 'append only';
  const rights = await ask(
    pool,
    `select string_agg(privilege, ', ') as answer
      from unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) as privilege
      where has_table_privilege('${APP_ROLE}', 'event_store.events', privilege)`,
  );
  return rights
    ? wrong(name, `${APP_ROLE} has ${rights} on the events`)
    : ok(name, `${APP_ROLE} can neither change nor delete events`);
};
