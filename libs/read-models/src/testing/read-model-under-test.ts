import { MemoryEventStore } from '#event-store/memory';
import { createDatabase, startTestPostgres, type TestPostgres } from '#testing/postgres';
import pg from 'pg';
import { createReadModelDataSource, migrateReadModels } from '../migrate.js';
import { ReadModelRunner, type ReadModelRunnerOptions } from '../runner/read-model-runner.js';
import { randomHistory } from './random-history.js';
import { append, decode } from './recorded.js';

/**
 * Ledgers that every log under test holds besides the one that the test is about, which comes after them. Twelve, so that
 * numbers of one and of two digits are there, and with the same names of units and lots: a row that is put to another
 * ledger then shows.
 */
export const BESIDE: readonly string[] = Array.from({ length: 12 }, (_, n) => `${11 + n}0000`);

/** A migrated database of its own with a log beside it. The log holds {@link BESIDE} from the start. */
export interface Bench {
  readonly pool: pg.Pool;
  readonly url: string;
  readonly store: MemoryEventStore;
  close(): Promise<void>;
}

/** A log that holds {@link BESIDE}. */
export const openStore = async (): Promise<MemoryEventStore> => {
  const store = new MemoryEventStore();
  for (const [n, ledger] of BESIDE.entries())
    await append(store, randomHistory(1_000 + n, 2).events, ledger);
  return store;
};

export const openBench = async (server: TestPostgres): Promise<Bench> => {
  const url = await createDatabase(server);
  const source = createReadModelDataSource(url);
  await migrateReadModels(source);
  await source.destroy();
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // It may break in the very moment it is handed over, when nobody listens to it yet; unheard that ends the process.
  pool.on('connect', (client) => client.on('error', ignore));
  pool.on('error', () => undefined);
  const store = await openStore();
  return {
    pool,
    url,
    store,
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
};

export interface Running {
  readonly runner: ReadModelRunner;
  readonly alarms: unknown[];
  /** Resolves when the runner has ended. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export const startRunner = (
  { pool, store }: Pick<Bench, 'pool' | 'store'>,
  options: Partial<ReadModelRunnerOptions> = {},
): Running => {
  const alarms: unknown[] = [];
  const abort = new AbortController();
  const runner = new ReadModelRunner({
    pool,
    store,
    decode,
    onAlarm: (error) => alarms.push(error),
    ...options,
  });
  const ended = runner.run(abort.signal);
  const stop = async (): Promise<void> => {
    abort.abort();
    await ended;
  };
  return { runner, alarms, ended, stop };
};

export { startTestPostgres };

const ignore = (): void => undefined;
