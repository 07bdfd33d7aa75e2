import {
  LogDamaged,
  StoreUnavailable,
  type EventStore,
  type ExpectedRevision,
  type RecordedEvent,
  type StreamRevision,
  type Ground,
  type NewEvent,
} from '../event-store.js';
import { Defect } from '../failures.js';
import { inSlices, Slice } from '../slices.js';
import { groundAt, readAfter, standsOn } from '../ground.js';
import { Trail } from '../trail.js';
import type { SnapshotStore } from '../snapshot-store.js';
import type { StreamModel } from '../stream-model.js';
import type { RoundBase } from './round-base.js';
import { SequencerClosed } from './errors.js';
import { SnapshotIgnored, unsealed } from './sealed-snapshot.js';

/**
 * Events at the end of a long history that the trail is given: a digest of each of a million would take as long as a
 * tenth of their fold, and the trail keeps but the newest.
 */
const NOTED_OF_MANY = 8_192;

/** Where a stream stood when it was folded. */
export interface StreamHead {
  readonly revision: ExpectedRevision;
  /** ISO 8601 instant of the last event; absent for an empty stream. */
  readonly recordedAt?: string;
}

/** A gap or a step back in what a store gave: folding on would make up a state that never was. */
export class RevisionGap extends Error {
  override readonly name = 'RevisionGap';
  constructor(stream: string, expected: StreamRevision, actual: StreamRevision) {
    super(`stream ${stream} gave revision ${actual} where ${expected} was due`);
  }
}

/** The durable state of one stream: all events up to `revision`, folded in place. */
export class FoldedStream<Command, Event, State, Refusal> implements RoundBase<Event, State> {
  revision: ExpectedRevision = 'no-stream';
  /** Milliseconds since the epoch of the last event; never decreases. */
  recordedAtMs = Number.NEGATIVE_INFINITY;
  /** Of the last event that was read, not written: a follower starts after it. */
  position: string | null = null;

  /** What it was folded of, to tell what is gone should the log go back. */
  readonly trail = new Trail();
  /** The event at `revision`, and its digest once that was asked for. */
  private last: NewEvent | undefined;
  private standing: Ground | undefined;

  private known: StreamHead = { revision: 'no-stream' };

  /** Revision of the snapshot it was loaded from. */
  restoredFrom: StreamRevision | undefined;

  private constructor(
    private readonly model: StreamModel<Command, Event, State, Refusal>,
    readonly stream: string,
    readonly state: State,
  ) {}

  /**
   * Folds a stream from its newest usable snapshot, or from its first event.
   * @throws {StoreUnavailable} and whatever the model throws
   */
  static async load<Command, Event, State, Refusal>(
    store: EventStore,
    model: StreamModel<Command, Event, State, Refusal>,
    stream: string,
    snapshots?: SnapshotStore,
    onIgnored: (why: unknown) => void = () => undefined,
  ): Promise<FoldedStream<Command, Event, State, Refusal>> {
    const quick = snapshots && (await restored(store, model, stream, snapshots, onIgnored));
    if (quick) return quick;
    const folded = new FoldedStream(model, stream, model.initialState());
    await folded.readTail(store);
    return folded;
  }

  /** What a snapshot held, together with its last event, which says when it was recorded. */
  static restore<Command, Event, State, Refusal>(
    model: StreamModel<Command, Event, State, Refusal>,
    state: State,
    last: RecordedEvent,
  ): FoldedStream<Command, Event, State, Refusal> {
    const folded = new FoldedStream(model, last.stream, state);
    folded.moveTo(last, model.decode(last));
    folded.trail.noteEvent(last.stream, last.revision, last);
    folded.restoredFrom = last.revision;
    return folded;
  }

  /** Made once a revision: every request asks for it. */
  get head(): StreamHead {
    if (this.known.revision !== this.revision)
      this.known = {
        revision: this.revision,
        recordedAt: new Date(this.recordedAtMs).toISOString(),
      };
    return this.known;
  }

  /** The event at `revision`. */
  get ground(): Ground | undefined {
    const { revision, last } = this;
    if (last === undefined || revision === 'no-stream') return undefined;
    return (this.standing ??= groundAt(this.stream, revision, last));
  }

  /** Revision of the next event. */
  get next(): StreamRevision {
    return this.revision === 'no-stream' ? 0n : this.revision + 1n;
  }

  get unwritten() {
    return { from: this.next, pending: [] };
  }

  /**
   * A throw leaves the state half folded: the caller must load anew.
   * @throws {LogWentBack} the log does not hold what was folded
   */
  async readTail(store: EventStore): Promise<void> {
    await this.foldAll(readAfter(store, this.stream, this.ground));
  }

  /** Folds what follows. The event loop is free between slices. */
  async foldAll(events: AsyncIterable<RecordedEvent>): Promise<void> {
    const slice = new Slice();
    let newest: RecordedEvent[] = [];
    try {
      for await (const recorded of events) {
        const rest = slice.next();
        if (rest !== undefined) await rest;
        this.fold(recorded);
        newest.push(recorded);
        if (newest.length >= 2 * NOTED_OF_MANY) newest = newest.slice(-NOTED_OF_MANY);
      }
    } finally {
      for (const recorded of newest) {
        const rest = slice.next();
        if (rest !== undefined) await rest;
        this.trail.noteEvent(this.stream, recorded.revision, recorded);
      }
    }
  }

  /** One event of a follower, which keeps a trail of its own. */
  fold(recorded: RecordedEvent): void {
    const due = this.next;
    if (recorded.revision !== due) throw new RevisionGap(this.stream, due, recorded.revision);
    const event = this.model.decode(recorded);
    try {
      this.model.fold(this.state, event, due);
    } catch (cause) {
      throw LogDamaged.unreadable(recorded, cause);
    }
    this.moveTo(recorded, event);
  }

  /** What a round wrote was folded by its overlay. */
  advance(from: StreamRevision, events: readonly NewEvent[], recordedAtMs: number): void {
    if (from !== this.next) throw new RevisionGap(this.stream, this.next, from);
    this.recordedAtMs = recordedAtMs;
    const last = events.at(-1);
    if (last === undefined) return;
    this.stand(from + BigInt(events.length) - 1n, last);
    if (this.ground) this.trail.noteWritten(this.ground, events);
  }

  private moveTo(recorded: RecordedEvent, event: Event): void {
    this.stand(recorded.revision, recorded);
    this.position = recorded.position;
    const recordedAtMs = Date.parse(this.model.recordedAt(event));
    if (recordedAtMs > this.recordedAtMs) this.recordedAtMs = recordedAtMs;
  }

  private stand(revision: StreamRevision, event: NewEvent): void {
    this.revision = revision;
    this.last = event;
    this.standing = undefined;
  }
}

/** A snapshot is a cache: whatever is wrong with it, the log is folded instead. */
async function restored<Command, Event, State, Refusal>(
  store: EventStore,
  model: StreamModel<Command, Event, State, Refusal>,
  stream: string,
  snapshots: SnapshotStore,
  onIgnored: (why: unknown) => void,
): Promise<FoldedStream<Command, Event, State, Refusal> | undefined> {
  const snapshot = await snapshots.latest(stream, model.foldVersion).catch((error: unknown) => {
    // A fold beside the requests that was ended, or failed at an entry, is not to be tried here again.
    if (error instanceof SequencerClosed || error instanceof Defect) throw error;
    return null;
  });
  if (!snapshot) return undefined;
  try {
    const { ground, chunks } = await unsealed(stream, snapshot);
    const events = store.readStream(stream, ground.revision, 'forwards')[Symbol.asyncIterator]();
    const first: IteratorResult<RecordedEvent, unknown> = await events.next();
    if (first.done !== true && standsOn(ground, first.value)) {
      const state = model.restoreSteps
        ? await inSlices(model.restoreSteps(chunks))
        : model.restore(chunks);
      const folded = FoldedStream.restore(model, state, first.value);
      await folded.foldAll({ [Symbol.asyncIterator]: () => events });
      return folded;
    }
    await events.return?.();
    throw new SnapshotIgnored(
      `the snapshot of ${stream} at ${ground.revision} is of a history that the log does not hold`,
    );
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    onIgnored(error);
    return undefined;
  }
}
