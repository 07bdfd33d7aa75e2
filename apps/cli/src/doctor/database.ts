import type { Pool } from 'pg';
import { lossInWords } from '#event-store';
import {
  connectionRoom,
  connectionsMax,
  failoverRisk,
  findEmbeddedData,
  type Config,
} from '#platform';
import type { Installation } from '../local/installation.js';
import { findLost } from '../recover/lost.js';
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

/** Tells whether what is acknowledged is on disk, and on the standby that takes over. */
const durable = async (pool: Pool): Promise<Finding> => {
  const risk = await failoverRisk(
    async (sql) => (await pool.query<Record<string, unknown>>(sql)).rows,
  );
  return risk === undefined
    ? ok('durability', 'fsync is on, and no standby is late')
    : wrong('durability', risk);
};

/** Read models and places of followers against the log, by content. */
export const checkHeads = async ({ pool, store }: Installation): Promise<Finding> => {
  const name = 'history';
  const { losses, places, undecided } = await findLost(pool, store);
  const words = [
    ...losses.map(lossInWords),
    ...places.map(({ follower }) => `the place of ${follower} is not in the log`),
    ...undecided.map((loss) => `${loss.follower} has told what is gone: ${lossInWords(loss)}`),
  ];
  return words.length === 0
    ? ok(name, 'the log holds all that this database has seen')
    : wrong(name, `log-went-back: ${words.join('; ')}; see: muledger recover`);
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

/** The trigger that refuses changes of events, to the owner too. */
const GUARD = 'events_append_only';

/** The role the log is written as can add to it and do nothing else, and nobody has put the guard of the events aside. */
const appendOnly = async (pool: Pool): Promise<Finding> => {
  const name = 'append only';
  const rights = await ask(
    pool,
    `select string_agg(privilege, ', ') as answer
      from unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) as privilege
      where has_table_privilege('${APP_ROLE}', 'event_store.events', privilege)`,
  );
  if (rights) return wrong(name, `${APP_ROLE} has ${rights} on the events`);
  const guard = await ask(
    pool,
    `select tgenabled::text as answer from pg_trigger
      where tgrelid = 'event_store.events'::regclass and tgname = '${GUARD}'`,
  );
  // O and A fire in ordinary sessions; R in those of a replica only, D never.
  return ['O', 'A'].includes(guard)
    ? ok(name, `${APP_ROLE} can neither change nor delete events, and ${GUARD} refuses it to all`)
    : wrong(
        name,
        `the trigger ${GUARD} is ${guard === '' ? 'gone' : 'disabled'}: events could be changed since. Compare with a noted digest (muledger digest --against), then: ALTER TABLE event_store.events ENABLE TRIGGER ${GUARD}`,
      );
};
