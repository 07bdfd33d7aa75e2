import type { EventStore, SnapshotStore, StoreUnavailable } from '#event-store';
import { MemoryEventStore, MemorySnapshotStore } from '#event-store/memory';
import { PostgresEventStore, PostgresSnapshotStore } from '#event-store/postgres';
import type { Config, Logger } from '#platform';
import type { Pools } from './pools.js';
import { StartError } from './start-error.js';

/** Where the events are kept, and the snapshots beside them. */
export interface EventLog {
  readonly store: EventStore;
  readonly snapshots: SnapshotStore;
  /** Where the events are when they are not in the database, and whether it can be reached. */
  readonly server?: LogServer;
}

export interface LogServer {
  /** For people; without the password. */
  readonly place: string;
  /** @throws what keeps it from answering */
  assertAnswers(): Promise<void>;
}

/** The one place of the server that knows which adapter the log is kept by. @throws {StartError} */
export const openEventLog = async (
  config: Config,
  { log: pool, followers }: Pools,
  logger: Logger,
): Promise<EventLog> => {
  const onOutage = (error: StoreUnavailable): void =>
    logger.warn({ err: error }, 'the log cannot be read; trying again');
  switch (config.eventStore) {
    case 'memory':
      return { store: new MemoryEventStore(), snapshots: new MemorySnapshotStore() };
    case 'postgres':
      return {
        store: new PostgresEventStore({ pool }, { onOutage, followPool: followers }),
        snapshots: new PostgresSnapshotStore({ pool }),
      };
    case 'eventstoredb': {
      const { eventStoreUrl: url = '' } = config;
      const store = await openEventStoreDb(url, onOutage);
      const server = { place: shownHosts(url), assertAnswers: () => store.assertAnswers() };
      return { store, snapshots: new PostgresSnapshotStore({ pool }), server };
    }
  }
};

const openEventStoreDb = async (url: string, onOutage: (error: StoreUnavailable) => void) => {
  // Its client takes a fifth of a second to load, which nobody else should pay.
  const { EventStoreDbEventStore } = await import('#event-store/eventstoredb');
  try {
    return new EventStoreDbEventStore({ url, onOutage });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`EVENTSTORE_URL: ${why}`, 2, { cause: error });
  }
};

/** The hosts of a URL; neither user nor password. */
const shownHosts = (url: string): string =>
  url.replace(/^[^:]+:\/\/(?:[^@]*@)?/, '').replace(/[/?].*$/, '');
