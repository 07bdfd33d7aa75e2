import { Pool } from 'pg';
import { Sequencer, type EventStore, type SnapshotStore } from '#event-store';
import { MemoryEventStore, MemorySnapshotStore } from '#event-store/memory';
import {
  createEventStorePool,
  PostgresEventStore,
  PostgresSnapshotStore,
} from '#event-store/postgres';
import type { LedgerCommand, LedgerEvent, LedgerState, Refusal } from '#domain';
import { ledgerModel } from '#ledger-stream';
import type { Clock, Config, Logger } from '#platform';
import { asAppRole } from './app-role.js';
import type { ProcessMetrics } from './process-metrics.js';

export type LedgerSequencer = Sequencer<LedgerCommand, LedgerEvent, LedgerState, Refusal>;

/** The log and what decides commands against it. */
export interface Log {
  readonly store: EventStore;
  readonly snapshots: SnapshotStore;
  readonly sequencer: LedgerSequencer;
  /** Connections as the application role. */
  readonly pool: Pool;
}

export interface OpenLogOptions {
  readonly config: Config;
  readonly ownerUrl: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: ProcessMetrics;
}

/** The one place that knows which adapter the log is kept by. */
export const openLog = ({ config, ownerUrl, clock, logger, metrics }: OpenLogOptions): Log => {
  const { databaseConnectionsMax: max, queuedCommandsMax: queueMax } = config;
  const pool = createEventStorePool({ connectionString: asAppRole(ownerUrl), max });
  pool.on('error', (error) => logger.warn({ err: error }, 'a database connection broke'));
  const { store, snapshots } =
    config.eventStore === 'memory'
      ? { store: new MemoryEventStore(), snapshots: new MemorySnapshotStore() }
      : {
          store: new PostgresEventStore(
            { pool },
            {
              onOutage: (error) =>
                logger.warn({ err: error }, 'the log cannot be read; trying again'),
            },
          ),
          snapshots: new PostgresSnapshotStore({ pool }),
        };
  const sequencer = new Sequencer({
    store,
    model: ledgerModel,
    clock,
    snapshots,
    queueMax,
    observe: {
      round: (observed) => metrics.round(observed),
      retry: (stream, error) => {
        metrics.retries.inc();
        logger.warn({ err: error, stream }, 'an append is tried again');
      },
      defect: (stream, error) => logger.error({ err: error, stream }, 'the state is loaded anew'),
    },
  });
  return { store, snapshots, sequencer, pool };
};
