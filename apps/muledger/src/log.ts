import { Pool } from 'pg';
import { Sequencer } from '#event-store';
import { createEventStorePool } from '#event-store/postgres';
import type { LedgerCommand, LedgerEvent, LedgerState, Refusal } from '#domain';
import { ledgerModel } from '#ledger-stream';
import type { Clock, Config, Logger, Tracing } from '#platform';
import { asAppRole } from './app-role.js';
import { openEventLog, type EventLog } from './event-log.js';
import type { ProcessMetrics } from './process-metrics.js';
import { tracedAppends } from './traced-log.js';

export type LedgerSequencer = Sequencer<LedgerCommand, LedgerEvent, LedgerState, Refusal>;

/** The log and what decides commands against it. */
export interface Log extends EventLog {
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
  readonly tracing: Tracing | undefined;
}

/** @throws {StartError} */
export const openLog = async (options: OpenLogOptions): Promise<Log> => {
  const { config, ownerUrl, clock, logger, metrics, tracing } = options;
  const { databaseConnectionsMax: max, queuedCommandsMax: queueMax } = config;
  const pool = createEventStorePool({
    ...{ connectionString: asAppRole(ownerUrl), max },
    application_name: 'muledger log',
  });
  pool.on('error', (error) => logger.warn({ err: error }, 'a database connection broke'));
  const events = await openEventLog(config, pool, logger);
  const store = tracing ? tracedAppends(events.store, tracing) : events.store;
  const sequencer = new Sequencer({
    store,
    model: ledgerModel,
    clock,
    snapshots: events.snapshots,
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
  return { ...events, store, sequencer, pool };
};
