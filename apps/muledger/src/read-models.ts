import { Pool } from 'pg';
import type { EventStore } from '#event-store';
import { ledgerModel } from '#ledger-stream';
import type { Config, Logger } from '#platform';
import { figures, ReadModelRunner } from '#read-models';
import type { Follower } from '../../worker/src/worker.module.js';
import type { Followed } from './follower-metrics.js';
import { LedgerMetrics } from './ledger-metrics.js';
import type { ProcessMetrics } from './process-metrics.js';

/** Connections of the owner, who may make a new set of tables beside the live one. */
export const openReadModelPool = (ownerUrl: string, config: Config, logger: Logger): Pool => {
  const pool = new Pool({
    connectionString: ownerUrl,
    max: config.databaseConnectionsMax,
    application_name: 'muledger read models',
    keepAlive: true,
  });
  pool.on('error', (error) => logger.warn({ err: error }, 'a database connection broke'));
  // It may break in the very moment it is handed over, when nobody listens to it yet; unheard that ends the process.
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
};

const ignore = (): void => undefined;

export interface ReadModelFollowerOptions {
  readonly pool: Pool;
  readonly logFor: (followed: Followed) => EventStore;
  readonly logger: Logger;
  readonly metrics: ProcessMetrics;
}

/** The follower that keeps the read models. The active one of an installation also tells how the ledgers stand. */
export const readModelFollower = (options: ReadModelFollowerOptions): Follower => {
  const { pool, logFor, logger, metrics } = options;
  const isActive = (): boolean => runner.state === 'active' || runner.state === 'stopped';
  const runner: ReadModelRunner = new ReadModelRunner({
    pool,
    store: logFor({ follower: 'read-models', isActive }),
    decode: (recorded) => ledgerModel.decode(recorded),
    onAlarm: (error) => {
      metrics.readModelsStopped();
      logger.fatal({ err: error }, 'the read models stopped before an event they cannot apply');
    },
    onOutage: (error) => logger.warn({ err: error }, 'the read models wait for the database'),
    onApplied: (applied) => metrics.applied(applied),
  });
  void new LedgerMetrics({
    registry: metrics.registry,
    read: () => figures(pool),
    isTeller: () => runner.state === 'active',
    log: logger,
  });
  return { name: 'read-models', run: (signal) => runner.run(signal) };
};
