import { DatabaseError, type Pool } from 'pg';
import { createEventStorePool, logHome, PostgresEventStore } from '#event-store/postgres';
import type { EventStoreDbEventStore } from '#event-store/eventstoredb';
import type { EventStore } from '#event-store';
import { startEmbeddedPostgres, withOurSettings, type Config } from '#platform';
import { Failed, reasonOf, WrongUse } from '../failure.js';
import { runningServer } from './running-server.js';

/** The database of this installation, opened beside or without its server. */
export interface Installation {
  readonly pool: Pool;
  readonly store: EventStore;
  /** Where it is, for people. */
  readonly place: string;
  /** Whether the server of a log that is not in the database answers. */
  readonly assertLogAnswers: (() => Promise<void>) | undefined;
  readonly close: () => Promise<void>;
}

/** Connections that cannot write: what only looks must not change what it looks at. */
const READ_ONLY = '-c default_transaction_read_only=on';
/** How our connections call themselves. */
export const COMMAND_LINE = 'muledger command line';
/** A whole table set is compared in one statement. */
const STATEMENT_MS = 600_000;

interface Found {
  readonly url: string;
  readonly place: string;
  readonly stop: () => Promise<void>;
}

/** The log in a server of its own. @throws {WrongUse} the URL cannot be used */
export const openEventStoreDb = async ({
  eventStoreUrl: url = '',
}: Pick<Config, 'eventStoreUrl'>): Promise<EventStoreDbEventStore> => {
  // Loaded only here: its client takes longer to load than most verbs to run.
  const log = await import('#event-store/eventstoredb');
  try {
    return new log.EventStoreDbEventStore({ url });
  } catch (error) {
    throw new WrongUse(`EVENTSTORE_URL: ${reasonOf(error)}`);
  }
};

/**
 * The database that is configured, that of the server that runs on the data folder, or else the
 * embedded one, started for as long as it is needed.
 */
export const openInstallation = async (
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'eventStore' | 'eventStoreUrl'>,
  access: 'read' | 'write',
): Promise<Installation> => {
  const { eventStore: engine } = config;
  const eventStoreDb = engine === 'eventstoredb' ? await openEventStoreDb(config) : undefined;
  const { url, place, stop } = await find(config);
  const settings = {
    connectionString: url,
    application_name: COMMAND_LINE,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS,
    ...(access === 'read' ? { options: READ_ONLY } : {}),
  };
  const pool = createEventStorePool(settings);
  // A broken idle connection is noticed by the next query.
  pool.on('error', () => undefined);
  const store = eventStoreDb ?? new PostgresEventStore({ pool });
  const installation = {
    pool,
    store,
    place,
    assertLogAnswers: eventStoreDb && (() => eventStoreDb.assertAnswers()),
    close: async () => {
      await store.close();
      await pool.end();
      await stop();
    },
  };
  try {
    await assertHome(installation, engine, access);
  } catch (error) {
    await installation.close();
    throw error;
  }
  return installation;
};

/**
 * The log that was left behind when it moved tells nothing of what was recorded since, and a database that no server
 * was ever started on is mostly another one than was meant.
 * @throws {WrongUse | Failed}
 */
const assertHome = async (
  { pool, place }: Pick<Installation, 'pool' | 'place'>,
  engine: Config['eventStore'],
  access: 'read' | 'write',
): Promise<void> => {
  const home = await logHome(pool).catch(async (error: unknown) => {
    if (!(error instanceof DatabaseError) || error.code !== UNDEFINED_TABLE) throw error;
    const { rows } = await pool.query<{ used: boolean }>(
      "select to_regclass('event_store.events') is not null as used",
    );
    const used = rows[0]?.used === true;
    // What an older version left, and what EventStoreDB holds, can be read without.
    if (access === 'read' && (used || engine === 'eventstoredb')) return undefined;
    throw new Failed(
      used
        ? `${place} was last used by an older version: start a server of this version once ("npm start")`
        : `${place} holds no log: no server was ever started on it. Check MULEDGER_DATABASE_URL and MULEDGER_DATA, or start one with "npm start"`,
    );
  });
  if (home !== undefined && home.engine !== engine)
    throw new WrongUse(
      `the log of this database is kept by ${home.engine} since ${home.since.toISOString()}: set MULEDGER_EVENT_STORE=${home.engine}`,
    );
};
const UNDEFINED_TABLE = '42P01';

const find = async ({
  databaseUrl,
  dataDir,
}: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Found> => {
  if (databaseUrl !== undefined)
    return {
      url: withOurSettings(databaseUrl),
      place: shown(databaseUrl),
      stop: async () => undefined,
    };
  const running = await runningServer(dataDir);
  if (running?.databaseUrl !== undefined)
    return {
      url: running.databaseUrl,
      place: `${dataDir}, of the running server`,
      stop: async () => undefined,
    };
  try {
    const embedded = await startEmbeddedPostgres({ dataDir });
    return {
      url: withOurSettings(embedded.url),
      place: embedded.dataDir,
      stop: () => embedded.stop(),
    };
  } catch (error) {
    throw new Failed(reasonOf(error));
  }
};

const shown = (url: string): string => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
};
