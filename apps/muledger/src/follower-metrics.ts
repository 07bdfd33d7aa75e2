import { Gauge, type Registry } from 'prom-client';
import type { EventStore, RecordedEvent } from '#event-store';
import { ledgerStream, recordedAtOf } from '#ledger-stream';
import { watchedFollow } from './watched-follow.js';

export type FollowerName = 'read-models' | 'day-job' | 'snapshots' | 'publisher';

export interface Followed {
  readonly follower: FollowerName;
  /** Which of several of one name; the slowest is told. */
  readonly part?: string;
  /** Whether this process is the one that does it. Those that stand by tell nothing. */
  readonly isActive: () => boolean;
}

interface Place {
  readonly followed: Followed;
  /** The first entry that the follower is not done with; nothing while it waits at the end of the log. */
  first: RecordedEvent | undefined;
}

/**
 * How far the followers of this process are behind the log: the age of the first entry that they are not done with.
 * It grows while one is stuck, and is 0 while it waits for the next one.
 */
export class FollowerMetrics {
  private readonly places = new Map<string, Place>();

  constructor(
    registry: Registry,
    private readonly now: () => number = Date.now,
  ) {
    const gauge = new Gauge({
      name: 'muledger_follower_lag_seconds',
      help: 'Age of the first entry that a follower of the log is not done with; 0 while it waits for the next one',
      labelNames: ['follower'],
      registers: [registry],
      collect: () => {
        gauge.reset();
        for (const [follower, seconds] of this.lags()) gauge.set({ follower }, seconds);
      },
    });
  }

  /** The log, for one follower. Made again for a follower that is started again. */
  watch(log: EventStore, followed: Followed): EventStore {
    const place: Place = { followed, first: undefined };
    const key = `${followed.follower} ${followed.part ?? ''}`;
    return watchedFollow(log, () => {
      this.places.set(key, place);
      return {
        given: ({ events }) => {
          place.first = events.find(isEntry) ?? place.first;
        },
        done: ({ events, live }) => {
          // Before the end of the log there is more behind it, which is not older than this.
          place.first = live ? undefined : (events.findLast(isEntry) ?? place.first);
        },
        // What it failed at stays: that it does not come further is what must be seen.
        ended: () => undefined,
      };
    });
  }

  private lags(): Map<FollowerName, number> {
    const lags = new Map<FollowerName, number>();
    for (const { followed, first } of this.places.values()) {
      if (!followed.isActive()) continue;
      const { follower } = followed;
      lags.set(follower, Math.max(lags.get(follower) ?? 0, this.age(first)));
    }
    return lags;
  }

  private age(entry: RecordedEvent | undefined): number {
    return entry === undefined
      ? 0
      : Math.max(0, this.now() - Date.parse(recordedAtOf(entry))) / 1000;
  }
}

/** Only entries state when they were recorded. */
const isEntry = ({ stream }: RecordedEvent): boolean => stream.startsWith(ENTRIES);
const ENTRIES = ledgerStream('');
