import { parseDay } from '#domain';
import { abandon, becomeLeader, type EventStore } from '#event-store';
import {
  createMetrics,
  openTracing,
  systemClock,
  type Clock,
  type Config,
  type Logger,
  type Shutdown,
  type Tracing,
} from '#platform';
import { DaysAhead, PostgresMemory, startWorker } from '../../worker/src/worker.module.js';
import { DatabaseWatch } from './database-watch.js';
import { FollowerHealth } from './follower-health.js';
import { tellOfFolds } from './fold-words.js';
import { FollowerMetrics, type Followed } from './follower-metrics.js';
import { openLog, type Log } from './log.js';
import { LogWatch } from './log-watch.js';
import { closePoolsWith, openPools, warnOfFailover, warnOfRoom, type Pools } from './pools.js';
import { ProcessMetrics } from './process-metrics.js';
import { buildWith, type Build } from './build-aside.js';
import { readModelFollower } from './read-models.js';
import { tracedFollow } from './traced-log.js';

/** What both the door and the followers stand on. */
export interface Core extends Log {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: ProcessMetrics;
  /** Nothing when no collector is configured. */
  readonly tracing: Tracing | undefined;
  /** The log, for one follower that is watched. */
  readonly logFor: (followed: Followed) => EventStore;
  readonly pools: Pools;
  /** Followers that do not do their work; requests are answered all the same. */
  readonly health: FollowerHealth;
  /** What must work before requests are sent here. */
  readonly readiness: readonly ReadinessCheck[];
  /** Ledgers whose days wait for a confirmation of the clock. */
  readonly ahead: DaysAhead;
  readonly build: Build | undefined;
}

/** One thing that must work. */
export interface ReadinessCheck {
  readonly name: string;
  /** @throws what is wrong */
  check(): Promise<void>;
}

export interface CoreOptions {
  readonly config: Config;
  readonly ownerUrl: string;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}

/**
 * Opens the log, the sequencer and the pools. Closed in the reverse order: the rounds in flight end first.
 * @throws {StartError}
 */
export const openCore = async (options: CoreOptions): Promise<Core> => {
  const { config, ownerUrl, logger, shutdown } = options;
  const clock = systemClock;
  const registry = createMetrics({ role: config.role });
  const health = new FollowerHealth(registry);
  const followers = new FollowerMetrics(registry, Date.now, (name) => health.recover(name));
  const metrics = new ProcessMetrics(registry, () => followers.lagOf('read-models'));
  const tracing = await openTracing(config, (reason) =>
    logger.warn({ reason }, 'traces could not be told'),
  );
  if (tracing) shutdown.add('traces', () => tracing.close());
  const pools = openPools(ownerUrl, config, logger);
  closePoolsWith(pools, shutdown);
  await warnOfRoom(pools, config, logger);
  await warnOfFailover(pools, logger);
  const watch = new DatabaseWatch({
    ...{ url: ownerUrl, logger },
    onSilence: () => pools.all.forEach(abandon),
  });
  shutdown.add('watch over connections', () => watch.close());
  const log = await openLog({
    ...{ config, ownerUrl, pools, clock, logger, metrics, tracing },
    onLost: (losses) => health.lose(losses),
    onFolding: tellOfFolds(health, logger),
  });
  shutdown.add('log', () => log.store.close());
  shutdown.add('sequencer', () => log.sequencer.close());
  endFoldsWith(log, shutdown);
  const looking = new LogWatch(() => log.sequencer.prove());
  shutdown.add('watch over the log', () => looking.close());
  const { server } = log;
  const database = { name: 'database', check: () => watch.assertAnswers() };
  const readiness = server
    ? [database, { name: 'event-store', check: () => server.assertAnswers() }]
    : [database];
  const ahead = new DaysAhead(
    config.daysConfirmed === undefined ? undefined : parseDay(config.daysConfirmed),
  );
  const logFor = (followed: Followed): EventStore => {
    const watched = followers.watch(log.store, followed);
    const { follower } = followed;
    // The others only look, and nobody waits for them.
    const isTold = follower === 'read-models' || follower === 'publisher';
    return tracing && isTold ? tracedFollow(watched, { follower, tracing, clock }) : watched;
  };
  return {
    ...{ ...log, config, clock, logger, metrics, tracing, logFor, pools, readiness },
    ...{ health, ahead },
    // A log in memory is in this thread only.
    build: config.eventStore === 'memory' ? undefined : buildWith({ ownerUrl, config }),
  };
};

/** Advisory lock of the one process that runs the day job and writes snapshots. */
const LED_FOLLOWERS_LOCK = 7_263_001;
/** Milliseconds between two looks whether it is gone. */
const TAKEOVER_POLL = 500;

/** Starts the followers of the log. */
export const follow = (core: Core, shutdown: Shutdown): void => {
  const { logFor, snapshots, sequencer, clock, logger, metrics, pools, health, ahead, build } =
    core;
  const readModels = readModelFollower({ logFor, logger, metrics, pools, health, build });
  const { followers: pool } = pools;
  const worker = startWorker({
    ...{ snapshots, sequencer, clock, ahead },
    log: logger,
    memory: new PostgresMemory(pool),
    lead: (signal, onTaken) =>
      becomeLeader(pool, LED_FOLLOWERS_LOCK, signal, TAKEOVER_POLL, onTaken),
    logFor: (follower, part, signal) => logFor({ follower, part, isActive: () => !signal.aborted }),
    others: [readModels],
    health,
  });
  shutdown.add('followers', () => worker.stop());
  endFoldsWith(core, shutdown);
};

/** Before whoever may wait for one ends. */
const endFoldsWith = ({ folds }: Pick<Core, 'folds'>, shutdown: Shutdown): void => {
  if (folds) shutdown.add('folds of ledgers', () => folds.close());
};
