import { Defect } from './failures.js';

/**
 * The port of the log: ordered streams of immutable events under one global order.
 *
 * The log does not know what its events mean. A body is canonical JSON text (RFC 8785) and is kept
 * byte for byte, because one day these bytes are hashed and signed.
 */

/** Revision of an event in its stream: 0, 1, 2 … without gaps. */
export type StreamRevision = bigint;

/** Place of an event in the order of the whole log. Opaque outside the adapter; only good for `after`. */
export type Position = string;

/**
 * Where somebody stands in a stream: the event there, by content. A number alone says nothing once a log was restored,
 * failed over to a late copy or moved: other events then stand under the same numbers, and a fold that goes on would mix
 * two histories.
 */
export interface Ground {
  readonly stream: string;
  readonly revision: StreamRevision;
  /** Of the event, so that people can look for it. */
  readonly id: string;
  /** `digestOf` the event. */
  readonly digest: string;
}

/** What a writer states it saw last. There is no "any": a writer that saw nothing says so. */
export type ExpectedRevision = StreamRevision | 'no-stream';

export interface NewEvent {
  /** UUID. The same id appended again at the same place is the same event, not a second one. */
  readonly id: string;
  readonly type: string;
  /** Canonical JSON text. Stored as it is. */
  readonly body: string;
  /** Canonical JSON text beside the body: schema version, command digest, trace context. */
  readonly metadata: string;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: StreamRevision;
  readonly position: Position;
}

export interface Appended {
  /** Revision of the last event written. */
  readonly revision: StreamRevision;
  /** Position of each event written, in order. */
  readonly positions: readonly Position[];
  /**
   * These ids stood there already and nothing was written. The stored bytes may be those of another
   * writer (stamped at another time): read them before believing one's own.
   */
  readonly repeated?: boolean;
}

/** What one append may hold. Rounds are cut at these limits. */
export interface AppendLimits {
  readonly eventsMax: number;
  /** Sum over the events of the UTF-8 length of body and metadata. */
  readonly bytesMax: number;
}

export interface EventStore {
  /** They become smaller when a server tells so: what was cut at them before is refused, and cut anew. */
  readonly limits: AppendLimits;

  /**
   * Writes all of `events` to `stream` or none of them, durably, if its head is `expected`. When
   * these very ids already stand right after `expected`, nothing is written and the answer is the
   * one of the first time.
   * @param ground the event at `expected`, proven in the same step. Without it only its number is: another process may
   * have lost and written what this one has not heard of.
   * @throws {RevisionConflict} the head is another one
   * @throws {LogWentBack} another event than `ground` stands at `expected`, or none
   * @throws {AppendTooLarge} over `limits`
   * @throws {EventIdReused} an id stands elsewhere (adapters that keep no index of ids cannot tell)
   * @throws {AppendOutcomeUnknown} the connection went away and the events may or may not be there
   * @throws {StoreUnavailable} nothing was written
   */
  append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    ground?: Ground,
  ): Promise<Appended>;

  /**
   * Events of one stream from a revision on, `from` included; backwards from beyond the head starts
   * at the head. An unknown stream is empty.
   * @throws {StoreUnavailable}
   */
  readStream(
    stream: string,
    from: StreamRevision,
    direction: 'forwards' | 'backwards',
    limit?: number,
  ): AsyncIterable<RecordedEvent>;

  /**
   * Every event after a position (from the first when `null`) up to the head when reading starts.
   * @throws {StoreUnavailable}
   * @throws {LogDamaged}
   */
  readAll(after: Position | null): AsyncIterable<RecordedEvent>;

  /**
   * `readAll`, then live. Never ends by itself and outlives outages; ends when `signal` aborts or the
   * store is closed. A batch is empty only to say that the head was reached.
   * @param ground the event at `after`; without it, whichever stands there now
   * @throws {LogWentBack} the log does not hold `ground` at `after`, nothing at all there, or what it gave before any more
   * @throws {LogDamaged}
   */
  follow(after: Position | null, signal: AbortSignal, ground?: Ground): AsyncIterable<FollowBatch>;

  close(): Promise<void>;
}

/** Events in log order, as many as were there at once. `live` is true when the head was reached. */
export interface FollowBatch {
  readonly events: readonly RecordedEvent[];
  readonly live: boolean;
}

export class RevisionConflict extends Error {
  override readonly name: string = 'RevisionConflict';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: ExpectedRevision,
  ) {
    super(`stream ${stream} is at ${actual}, the writer expected ${expected}`);
  }
}

export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';
  constructor(
    readonly limits: AppendLimits,
    readonly events: number,
    readonly bytes: number,
  ) {
    super(
      `${events} events of ${bytes} bytes exceed ${limits.eventsMax} events or ${limits.bytesMax} bytes`,
    );
  }
}

/** An id that already stands elsewhere in the log: a defect of the writer. Nothing was written. */
export class EventIdReused extends Error {
  override readonly name = 'EventIdReused';
  constructor(
    readonly id: string,
    options?: { cause?: unknown },
  ) {
    super(`the event id stands elsewhere in the log: ${id}`, options);
  }
}

/** The append may or may not have happened: read the tail to learn which. */
export class AppendOutcomeUnknown extends Error {
  override readonly name = 'AppendOutcomeUnknown';
  constructor(stream: string, options?: { cause?: unknown }) {
    super(`the outcome of an append to ${stream} is unknown`, options);
  }
}

/** The log does not hold what it must: events are missing or cannot be read. Nothing may go on as if they had not been. */
export class LogDamaged extends Defect {
  override readonly name = 'LogDamaged';
  /** The event that cannot be read. Absent where events are missing. */
  readonly at: Pick<RecordedEvent, 'stream' | 'revision'> | undefined;

  constructor(
    message: string,
    { cause, at }: { readonly cause?: unknown; readonly at?: LogDamaged['at'] } = {},
  ) {
    super(message, { cause });
    this.at = at;
  }

  /** Whatever a codec throws at a stored event, with the place of the event. */
  static unreadable({ stream, revision }: RecordedEvent, cause: unknown): LogDamaged {
    const why = cause instanceof Error ? cause.message : String(cause);
    const at = { stream, revision };
    return new LogDamaged(`${stream}@${revision} cannot be read: ${why}`, { cause, at });
  }
}

/** Nothing was done; the same may be tried again. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/**
 * The server answers and does not let us in, or not do this. People have to put it right there; whoever asks is told the
 * same as in any outage, and it goes on by itself once it is right.
 */
export class StoreRefuses extends StoreUnavailable {
  override readonly name = 'StoreRefuses';
}
