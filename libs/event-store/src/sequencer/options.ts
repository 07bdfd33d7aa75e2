import type { AppendLimits, EventStore } from '../event-store.js';
import type { SnapshotStore } from '../snapshot-store.js';
import type { StreamModel } from '../stream-model.js';
import type { SequencerObserver } from './observer.js';

export interface SequencerOptions<Command, Event, State, Refusal> {
  readonly store: EventStore;
  readonly model: StreamModel<Command, Event, State, Refusal>;
  /** The time of day, or milliseconds since the epoch. */
  readonly clock: () => Date | number;
  /** Read when a stream is first used; written by `SnapshotWriter` only. */
  readonly snapshots?: SnapshotStore;
  /** Lower limits than the store's. Higher ones have no effect. */
  readonly limits?: Partial<AppendLimits>;
  /** Folded streams kept in memory. One with work waiting is kept in any case. Default 1 000. */
  readonly cacheStreamsMax?: number;
  /** Recorded events kept in memory for citations and repeats, over all streams. Default 20 000. */
  readonly cacheEventsMax?: number;
  /** Bytes those events may take: a few hundred large ones would fill the memory of the process. Default 64 MiB. */
  readonly cacheBytesMax?: number;
  /** Commands decided in one round. More are fairer to none and hold the process longer. Default 500. */
  readonly roundEventsMax?: number;
  /** Commands that may wait for one stream. Default 20 000. */
  readonly queueMax?: number;
  /** Bytes that the commands waiting for one stream may take: a few hundred large ones would fill the memory. Default 64 MiB. */
  readonly queueBytesMax?: number;
  /** Appends tried for one round whose outcome stays unknown. Default 3. */
  readonly triesMax?: number;
  /**
   * Appends tried for one round while other writers are faster: two busy processes lose about every other time. Default
   * 10, and not fewer than `triesMax`.
   */
  readonly racesMax?: number;
  /** Milliseconds a caller waits while the history of a stream is folded. Default: as long as it takes. */
  readonly patienceMs?: number;
  readonly observe?: SequencerObserver;
}

/** What one stream needs of the options, with the defaults filled in. */
export interface LaneSettings {
  readonly limits: AppendLimits;
  readonly roundEventsMax: number;
  readonly queueMax: number;
  readonly queueBytesMax: number;
  readonly triesMax: number;
  readonly racesMax: number;
  readonly observe: SequencerObserver;
}

export const CACHE_STREAMS_MAX = 1_000;
export const CACHE_EVENTS_MAX = 20_000;
export const CACHE_BYTES_MAX = 64 * 1024 * 1024;
export const QUEUE_BYTES_MAX = 64 * 1024 * 1024;
const TRIES_MAX = 3;
const RACES_MAX = 10;

export function laneSettings<Command, Event, State, Refusal>(
  options: SequencerOptions<Command, Event, State, Refusal>,
): LaneSettings {
  const { store, limits = {}, observe = {} } = options;
  const settings = {
    /** Asked for each round: the store may have learned smaller ones. */
    get limits() {
      const { eventsMax, bytesMax } = store.limits;
      return {
        eventsMax: Math.min(eventsMax, limits.eventsMax ?? Infinity),
        bytesMax: Math.min(bytesMax, limits.bytesMax ?? Infinity),
      };
    },
    roundEventsMax: options.roundEventsMax ?? 500,
    queueMax: options.queueMax ?? 20_000,
    queueBytesMax: options.queueBytesMax ?? QUEUE_BYTES_MAX,
    triesMax: options.triesMax ?? TRIES_MAX,
    racesMax: options.racesMax ?? Math.max(RACES_MAX, options.triesMax ?? TRIES_MAX),
    observe,
  };
  const { roundEventsMax, queueMax, queueBytesMax, triesMax, racesMax } = settings;
  for (const bound of [roundEventsMax, queueMax, queueBytesMax, triesMax, racesMax])
    if (!(bound >= 1)) throw new RangeError('the bounds of a sequencer are at least 1');
  return settings;
}
