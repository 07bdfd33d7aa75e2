import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { createDatabase, startEmbeddedPostgres } from '#platform';
import {
  createEventStorePool,
  PostgresEventStore,
  PostgresSnapshotStore,
} from '#event-store/postgres';
import { asAppRole } from '../../apps/muledger/src/app-role.js';
import { migrate } from '../../apps/muledger/src/schema.js';

/** A log with its read models in a database of its own; durable as in service. */
export interface BenchLog {
  readonly ownerUrl: string;
  readonly owner: Pool;
  readonly store: PostgresEventStore;
  readonly snapshots: PostgresSnapshotStore;
  close(): Promise<void>;
}

export interface BenchDatabase {
  newLog(): Promise<BenchLog>;
  stop(): Promise<void>;
}

/** An embedded server with the settings of `npm start`, fsync on, in a folder that is gone afterwards. */
export const startBenchDatabase = async (): Promise<BenchDatabase> => {
  const home = await mkdtemp(path.join(tmpdir(), 'muledger-bench-'));
  // As root PostgreSQL runs as another user, who must be able to enter; else its data would lie elsewhere and stay.
  await chmod(home, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: home, log: () => undefined });
  const { rows } = await once(server.url, 'show fsync');
  if (rows[0]?.fsync !== 'on')
    throw new Error('the bench measures durable writes: fsync must be on');
  return {
    newLog: async () => openLog(await createDatabase(server.url)),
    stop: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
};

const once = async (url: string, sql: string) => {
  const pool = new Pool({ connectionString: url, max: 1 });
  try {
    return await pool.query<Record<string, string>>(sql);
  } finally {
    await pool.end();
  }
};

const openLog = async (ownerUrl: string): Promise<BenchLog> => {
  await migrate(ownerUrl);
  const owner = new Pool({ connectionString: ownerUrl, max: 8 });
  // A connection that breaks is replaced, or fails the measure that uses it.
  owner.on('error', () => undefined);
  const app = createEventStorePool({ connectionString: asAppRole(ownerUrl), max: 8 });
  // The store listens only until it is closed.
  app.on('error', () => undefined);
  const store = new PostgresEventStore({ pool: app });
  return {
    ownerUrl,
    owner,
    store,
    snapshots: new PostgresSnapshotStore({ pool: app }),
    close: async () => {
      await store.close();
      await app.end();
      await owner.end();
    },
  };
};
