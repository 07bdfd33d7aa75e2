import { createDatabase, startTestPostgres } from '#testing/postgres';
import { Client } from 'pg';
import { migrateEventStore, PostgresEventStore } from '../postgres/index.js';
import type { StoreUnderTest } from './log-under-test.js';

/** The application's role in tests: it may log in and owns nothing. */
export const APP_ROLE = 'muledger_app';
const APP_PASSWORD = 'app';

/** One server for a test file, whose databases each hold a log of their own. */
export interface PostgresServer {
  /** A database with the schema in it. */
  newLog(): Promise<{ adminUrl: string; appUrl: string }>;
  stop(): Promise<void>;
}

export async function startPostgresServer(): Promise<PostgresServer> {
  const server = await startTestPostgres();
  await asAdmin(server.url, (admin) =>
    admin.query(`create role ${APP_ROLE} login password '${APP_PASSWORD}'`),
  );
  return {
    async newLog() {
      const adminUrl = await createDatabase(server);
      await asAdmin(adminUrl, (admin) => migrateEventStore(admin, { appRole: APP_ROLE }));
      const appUrl = new URL(adminUrl);
      appUrl.username = APP_ROLE;
      appUrl.password = APP_PASSWORD;
      return { adminUrl, appUrl: appUrl.href };
    },
    stop: () => server.stop(),
  };
}

/** A server for the tests of a file or of a `describe`; called where hooks may be. */
export const usePostgresServer = (): Pick<PostgresServer, 'newLog'> => {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await startPostgresServer();
  }, 60_000);
  afterAll(() => server?.stop(), 60_000);
  return {
    newLog: () =>
      server ? server.newLog() : Promise.reject(new Error('the server is there within tests')),
  };
};

/** Runs with a connection of its own, which is ended afterwards. */
export async function asAdmin<T>(url: string, run: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client(url);
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.end();
  }
}

/** Stores as the contract suite wants them. */
export function storesOn(appUrl: string): StoreUnderTest {
  const opened: PostgresEventStore[] = [];
  const open = (): PostgresEventStore => {
    const store = new PostgresEventStore({ connectionString: appUrl });
    opened.push(store);
    return store;
  };
  return {
    store: open(),
    another: async () => open(),
    dispose: async () => {
      await Promise.all(opened.map((store) => store.close()));
    },
  };
}
