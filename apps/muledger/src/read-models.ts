import type { EventStore } from '#event-store';
import { ledgerModel } from '#ledger-stream';
import type { Logger } from '#platform';
import { figures, ReadModelRunner } from '#read-models';
import type { Follower } from '../../worker/src/worker.module.js';
import type { Followed } from './follower-metrics.js';
import { LedgerMetrics } from './ledger-metrics.js';
import type { Pools } from './pools.js';
import type { ProcessMetrics } from './process-metrics.js';

export interface ReadModelFollowerOptions {
  readonly pools: Pick<Pools, 'writes' | 'rebuild'>;
  readonly logFor: (followed: Followed) => EventStore;
  readonly logger: Logger;
  readonly metrics: ProcessMetrics;
}

/** The follower that keeps the read models. The active one of an installation also tells how the ledgers stand. */
export const readModelFollower = (options: ReadModelFollowerOptions): Follower => {
  const { pools, logFor, logger, metrics } = options;
  const isActive = (): boolean => runner.state === 'active' || runner.state === 'stopped';
  const runner: ReadModelRunner = new ReadModelRunner({
    ...{ pool: pools.writes, rebuildPool: pools.rebuild },
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
    read: () => figures(pools.writes),
    isTeller: () => runner.state === 'active',
    log: logger,
  });
  return { name: 'read-models', run: (signal) => runner.run(signal) };
};
