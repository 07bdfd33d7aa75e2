import type {
  AppendLimits,
  ExpectedRevision,
  Ground,
  NewEvent,
  StreamRevision,
} from '../event-store.js';
import { groundAt } from '../ground.js';
import type { Entry } from './entry.js';

/** What a round is decided on: the durable state, or a round that is on its way to the log. */
export interface RoundBase<Event, State> {
  readonly stream: string;
  readonly state: State;
  /** Of the last event the state holds. */
  readonly revision: ExpectedRevision;
  /** That event; absent of an empty stream. */
  readonly ground: Ground | undefined;
  /** Revision of the next event. */
  readonly next: StreamRevision;
  /** Milliseconds since the epoch of the last event; never decreases. */
  readonly recordedAtMs: number;
  /** The events of the state that cannot be read from the log yet. */
  readonly unwritten: Unwritten<Event>;
}

/** The last event of a round that was decided on a base: what the next one stands on. */
export const groundAfter = <Event, State>(
  { stream, next, ground }: RoundBase<Event, State>,
  events: readonly NewEvent[],
): Ground | undefined => {
  const last = events.at(-1);
  return last ? groundAt(stream, next + BigInt(events.length) - 1n, last) : ground;
};

/** Events that follow each other, the first of them at revision `from`. */
export interface Unwritten<Event> {
  readonly from: StreamRevision;
  readonly pending: readonly Entry<Event>[];
}

export interface RoundBounds {
  readonly limits: AppendLimits;
  /** Commands decided in one round; an atomic batch may exceed it when it is alone. */
  readonly roundEventsMax: number;
}
