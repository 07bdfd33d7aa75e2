import type { EventStore, SnapshotStore } from '#event-store';
import { DayJobFollower } from './day-job/day-job-follower.js';
import type { DaysAhead } from './day-job/days-ahead.js';
import { DayJob, type LedgerSequencer } from './day-job/day-job.js';
import { KnownLedgers } from './day-job/known-ledgers.js';
import { supervise, type Follower, type FollowerWatch } from './follower.js';
import { LedFollowers, type Lead } from './led-followers.js';
import type { Log } from './log.js';
import type { FollowerMemory } from './memory/follower-memory.js';
import { snapshotFollower } from './snapshot-follower.js';

export { DaysAhead } from './day-job/days-ahead.js';
export { PostgresLossBook } from './memory/postgres-loss-book.js';
export { migrateFollowerMemory, PostgresMemory } from './memory/postgres-memory.js';
export type { Follower } from './follower.js';

export interface WorkerDependencies {
  /** The log, for one of these followers while it is this process's turn, so that it can be told how far each has come. */
  readonly logFor: (
    follower: 'day-job' | 'snapshots',
    part: string,
    signal: AbortSignal,
  ) => EventStore;
  readonly snapshots: SnapshotStore;
  readonly sequencer: LedgerSequencer;
  readonly memory: FollowerMemory;
  /** Waits for the right to run the day job and to write snapshots; nothing when the signal aborts first. */
  readonly lead: Lead;
  readonly clock: () => Date;
  /** Ledgers whose days wait for a confirmation of the clock. */
  readonly ahead: DaysAhead;
  readonly log: Log;
  readonly health?: FollowerWatch;
  /** Followers that the composition root makes, because they name their database. They know by themselves who leads. */
  readonly others: readonly Follower[];
}

export interface Worker {
  /** Ends every follower when what it does is done. */
  stop(): Promise<void>;
}

/** All that follows the log. Each one has its own place in it and fails alone. */
export const startWorker = (dependencies: WorkerDependencies): Worker => {
  const { lead, others, health } = dependencies;
  const stopping = new AbortController();
  const running: Promise<void>[] = [];
  const led = new LedFollowers(
    'led followers',
    lead,
    (signal) => runLed(dependencies, signal),
    health,
  );
  for (const follower of [...others, led])
    running.push(supervise(follower, dependencies, stopping.signal));

  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
};

/** The day job, whose entries two processes would only race for, and the snapshots, which two would write twice. */
const runLed = async (dependencies: WorkerDependencies, signal: AbortSignal): Promise<void> => {
  const { logFor, snapshots, sequencer, memory, clock, ahead, log, health } = dependencies;
  const running: Promise<void>[] = [];
  const start = (follower: Follower): void => {
    running.push(supervise(follower, dependencies, signal));
  };
  const ledgers = new KnownLedgers();
  const job = new DayJob({ sequencer, clock, log, ahead });
  ledgers.forEach((stream) =>
    start(snapshotFollower(logFor('snapshots', stream, signal), snapshots, stream)),
  );
  start(
    new DayJobFollower({
      store: logFor('day-job', '', signal),
      memory,
      job,
      ledgers,
      log,
      ...(health ? { health } : {}),
    }),
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.all(running);
  // Another process leads now and says it.
  ahead.forget();
  health?.setAside('day-job', 0);
};
