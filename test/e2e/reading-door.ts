import { MemoryEventStore } from '#event-store/memory';
import { ledgerModel } from '#ledger-stream';
import { createReadModelDataSource, migrateReadModels, ReadModelRunner } from '#read-models';
import { createDatabase, startTestPostgres } from '#testing/postgres';
import { Pool } from 'pg';
import { openDoor, type Door } from './door.js';

/** A door with real read models, which follow the log while it is open. */
export interface ReadingDoor extends Door {
  /** Ends the server of the read models, as an outage would. */
  stopDatabase(): Promise<void>;
  /** Asks for JSON as soon as everything posted so far can be read. */
  get(as: string, path: string): ReturnType<Door['ask']>;
}

export const openReadingDoor = async (): Promise<ReadingDoor> => {
  const server = await startTestPostgres();
  const url = await createDatabase(server);
  const source = createReadModelDataSource(url);
  await migrateReadModels(source);
  await source.destroy();
  const readModels = new Pool({ connectionString: url, max: 5 });
  readModels.on('error', () => undefined);
  const store = new MemoryEventStore();
  const alarms: unknown[] = [];
  let stopped = false;
  const stop = new AbortController();
  const runner = new ReadModelRunner({
    pool: readModels,
    store,
    decode: ledgerModel.decode,
    onAlarm: (error) => {
      if (!stopped) alarms.push(error);
    },
  });
  const ended = runner.run(stop.signal);
  const door = await openDoor({ store, readModels });

  const head = async (): Promise<bigint> => {
    const newest = store.readStream('ledger-330000', 2n ** 62n, 'backwards', 1);
    for await (const { revision } of newest) return revision;
    return 0n;
  };
  return {
    ...door,
    stopDatabase: () => {
      stopped = true;
      return server.stop();
    },
    get: async (as, path) => {
      const to = new URL(path, door.url);
      to.searchParams.set('minRevision', String(await head()));
      return door.ask(`${to.pathname}${to.search}`, { as });
    },
    close: async () => {
      stop.abort();
      await ended;
      await door.close();
      await readModels.end();
      await store.close();
      await server.stop();
      if (alarms.length > 0) throw alarms[0];
    },
  };
};
