import type { EventStore, SnapshotStore } from '#event-store';
import { DayJobFollower } from './day-job/day-job-follower.js';
import { DayJob, type LedgerSequencer } from './day-job/day-job.js';
import { KnownLedgers } from './day-job/known-ledgers.js';
import { supervise, type Follower } from './follower.js';
import type { Log } from './log.js';
import type { FollowerMemory } from './memory/follower-memory.js';
import { snapshotFollower } from './snapshot-follower.js';

export { migrateFollowerMemory, PostgresMemory } from './memory/postgres-memory.js';
export type { Follower } from './follower.js';

export interface WorkerDependencies {
  readonly store: EventStore;
  readonly snapshots: SnapshotStore;
  readonly sequencer: LedgerSequencer;
  readonly memory: FollowerMemory;
  readonly clock: () => Date;
  readonly log: Log;
  /** Followers that the composition root makes, because they name their database. */
  readonly others: readonly Follower[];
}

export interface Worker {
  /** Ends every follower when what it does is done. */
  stop(): Promise<void>;
}

/** All that follows the log. Each one has its own place in it and fails alone. */
export const startWorker = (dependencies: WorkerDependencies): Worker => {
  const { store, snapshots, sequencer, memory, clock, log, others } = dependencies;
  const stopping = new AbortController();
  const running: Promise<void>[] = [];
  const start = (follower: Follower): void => {
    running.push(supervise(follower, log, stopping.signal));
  };
  const ledgers = new KnownLedgers();
  const job = new DayJob({ sequencer, clock, log });

  for (const other of others) start(other);
  ledgers.forEach((stream) => start(snapshotFollower(store, snapshots, stream)));
  start(new DayJobFollower({ store, memory, job, ledgers }));

  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
};
