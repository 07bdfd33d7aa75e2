import { Gauge, type Registry } from 'prom-client';
import type { EventStore, Position, RecordedEvent } from '#event-store';
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

/** Milliseconds in which the log says what waits in it; a log that is away must not keep the other figures. */
const LOOK_MAX = 1_000;

/**
 * How far the followers of this process are behind the log: the age of the first entry that they are not done with.
 * It grows while one is stuck, stopped or not there yet, and is 0 while it waits for the next one.
 */
export class FollowerMetrics {
  private readonly places = new Map<string, Place>();

  constructor(
    registry: Registry,
    private readonly now: () => number = Date.now,
    private readonly onWorking: (name: string) => void = () => undefined,
  ) {
    const gauge = new Gauge({
      name: 'muledger_follower_lag_seconds',
      help: 'Age of the first entry that a follower of the log is not done with; 0 while it waits for the next one',
      labelNames: ['follower'],
      registers: [registry],
      collect: async () => {
        const lags = await this.lags();
        gauge.reset();
        for (const [follower, seconds] of lags) gauge.set({ follower }, seconds);
      },
    });
  }

  /** The log, for one follower. Made again for a follower that is started again. */
  watch(log: EventStore, followed: Followed): EventStore {
    const place = new Place(log, followed, this.now);
    this.places.set(`${followed.follower} ${followed.part ?? ''}`, place);
    return watchedFollow(log, (after) => {
      place.begin(after);
      return {
        given: ({ events }) => place.given(events),
        done: ({ events, live }) => {
          place.done(events, live);
          this.onWorking(nameOf(followed));
        },
        wentBack: () => place.lose(),
        // What it failed at stays: that it does not come further is what must be seen.
        ended: () => place.end(),
      };
    });
  }

  /** Seconds; undefined for one that no process of this kind does here. */
  async lagOf(follower: FollowerName): Promise<number | undefined> {
    return (await this.lags()).get(follower);
  }

  private async lags(): Promise<Map<FollowerName, number>> {
    const lags = new Map<FollowerName, number>();
    for (const place of this.places.values()) {
      const { follower, isActive } = place.followed;
      if (isActive()) lags.set(follower, Math.max(lags.get(follower) ?? 0, await place.lag()));
    }
    return lags;
  }
}

/** Where a follower is in the log. */
class Place {
  /** The first entry that it was given and is not done with. */
  private first: RecordedEvent | undefined;
  /** The last that it is done with; undefined while nobody knows. */
  private after: Position | null | undefined;
  /** It waits at the end of the log, and is woken when an entry comes. */
  private waits = false;
  private readonly since: number;
  /** When it was heard that the log does not hold its place any more: nothing comes after that, however long it waits. */
  private lostAt: number | undefined;

  constructor(
    private readonly log: EventStore,
    readonly followed: Followed,
    private readonly now: () => number,
  ) {
    this.since = now();
  }

  begin(after: Position | null): void {
    this.after = after;
    this.waits = false;
    this.lostAt = undefined;
  }

  lose(): void {
    this.lostAt = this.now();
  }

  given(events: readonly RecordedEvent[]): void {
    this.first = events.find(isEntry) ?? this.first;
    this.waits = false;
  }

  done(events: readonly RecordedEvent[], live: boolean): void {
    this.after = events.at(-1)?.position ?? this.after;
    // Before the end of the log there is more behind it, which is not older than this.
    this.first = live ? undefined : (events.findLast(isEntry) ?? this.first);
    this.waits = live;
  }

  end(): void {
    this.waits = false;
  }

  async lag(): Promise<number> {
    if (this.lostAt !== undefined) return this.age(this.lostAt);
    if (this.first !== undefined) return this.age(this.recorded(this.first));
    if (this.waits) return 0;
    if (this.after === undefined) return this.age(this.since);
    const next = await this.nextInLog(this.after).catch(() => undefined);
    return next === undefined ? 0 : this.age(this.recorded(next));
  }

  /** An entry that cannot be read waits since this follower does, at least. */
  private recorded(event: RecordedEvent): number {
    const instant = recordedAtOf(event);
    return instant === undefined ? this.since : Date.parse(instant);
  }

  private age(instant: number): number {
    return Math.max(0, this.now() - instant) / 1000;
  }

  private async nextInLog(after: Position | null): Promise<RecordedEvent | undefined> {
    const tooLate = AbortSignal.timeout(LOOK_MAX);
    const look = async (): Promise<RecordedEvent | undefined> => {
      for await (const event of this.log.readAll(after)) {
        if (isEntry(event)) return event;
        if (tooLate.aborted) return undefined;
      }
      return undefined;
    };
    const timeout = new Promise<undefined>((resolve) => {
      tooLate.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    return Promise.race([look(), timeout]);
  }
}

/** As the follower calls itself. */
const nameOf = ({ follower, part = '' }: Followed): string =>
  part === '' ? follower : `${follower} of ${part}`;

/** Only entries state when they were recorded. */
const isEntry = ({ stream }: RecordedEvent): boolean => stream.startsWith(ENTRIES);
const ENTRIES = ledgerStream('');
