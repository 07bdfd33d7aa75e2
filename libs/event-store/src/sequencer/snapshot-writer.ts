import type { EventStore, RecordedEvent, StreamRevision } from '../event-store.js';
import { LogWentBack } from '../ground.js';
import { pacedSteps, Slice } from '../slices.js';
import type { SnapshotStore } from '../snapshot-store.js';
import type { StreamModel } from '../stream-model.js';
import { FoldedStream } from './folded-stream.js';
import { sealed } from './sealed-snapshot.js';

export interface SnapshotWriterOptions<Command, Event, State, Refusal> {
  readonly store: EventStore;
  readonly snapshots: SnapshotStore;
  readonly model: StreamModel<Command, Event, State, Refusal>;
  readonly stream: string;
  /** Events of the stream from one snapshot to the next. */
  readonly everyEvents: number;
  /** The newest snapshot is of no use, and why. */
  readonly onIgnored?: (why: unknown) => void;
}

/**
 * Follows one stream with a fold of its own and snapshots it now and then. It never touches the
 * state that commands are decided against, so it may run in another process.
 */
export class SnapshotWriter<Command, Event, State, Refusal> {
  private folded: FoldedStream<Command, Event, State, Refusal> | undefined;
  /** The first revision that is in no snapshot yet. */
  private unsaved: StreamRevision = 0n;
  /** Work on the fold, one after the other. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: SnapshotWriterOptions<Command, Event, State, Refusal>) {}

  /**
   * Folds up to the head and saves it, if anything is new.
   * @returns the revision of the newest snapshot, nothing for an empty stream
   * @throws {StoreUnavailable}
   */
  write(): Promise<StreamRevision | undefined> {
    return this.alone(async () => {
      const folded = await this.catchUp();
      if (folded.next > this.unsaved) await this.save(folded);
      return folded.revision === 'no-stream' ? undefined : folded.revision;
    });
  }

  /**
   * Saves every `everyEvents` events until `signal` aborts.
   * @throws {StoreUnavailable} and what the fold throws: it may be called again
   */
  async run(signal: AbortSignal): Promise<void> {
    const { store, stream } = this.options;
    const { position, ground } = await this.alone(async () => {
      const folded = await this.catchUp();
      await this.saveWhenDue(folded);
      return folded;
    });
    try {
      const slice = new Slice();
      for await (const { events } of store.follow(position, signal, ground))
        for (const event of events) {
          if (event.stream !== stream) continue;
          const rest = slice.next();
          if (rest !== undefined) await rest;
          await this.alone(() => this.take(event));
        }
    } catch (error) {
      if (error instanceof LogWentBack) this.folded = undefined;
      throw error;
    }
  }

  /** Up to the head of the log that is there. A fold of another history is thrown away. */
  private async catchUp(): Promise<FoldedStream<Command, Event, State, Refusal>> {
    const folded = await this.load();
    try {
      await this.folding(() => folded.readTail(this.options.store));
      return folded;
    } catch (error) {
      if (!(error instanceof LogWentBack)) throw error;
      return this.load();
    }
  }

  private async take(event: RecordedEvent): Promise<void> {
    const folded = await this.load();
    // A snapshot on demand may have read ahead of the follower.
    if (event.revision < folded.next) return;
    await this.folding(async () => folded.fold(event));
    await this.saveWhenDue(folded);
  }

  private async saveWhenDue(folded: FoldedStream<Command, Event, State, Refusal>): Promise<void> {
    if (folded.next - this.unsaved >= BigInt(this.options.everyEvents)) await this.save(folded);
  }

  private async save(folded: FoldedStream<Command, Event, State, Refusal>): Promise<void> {
    const { snapshots, model, stream } = this.options;
    const { ground } = folded;
    if (ground === undefined) return;
    const steps = model.snapshotSteps?.(folded.state) ?? model.snapshot(folded.state);
    await snapshots.save(
      ...([stream, model.foldVersion, ground.revision] as const),
      pacedSteps(sealed(ground, steps)),
    );
    this.unsaved = folded.next;
  }

  private async load(): Promise<FoldedStream<Command, Event, State, Refusal>> {
    if (this.folded) return this.folded;
    const { store, model, stream, snapshots } = this.options;
    this.folded = await FoldedStream.load(
      ...([store, model, stream, snapshots] as const),
      this.options.onIgnored,
    );
    // A snapshot that could not be used does not count, and is replaced when the next is due.
    const { restoredFrom } = this.folded;
    this.unsaved = restoredFrom === undefined ? 0n : restoredFrom + 1n;
    return this.folded;
  }

  /** A fold that threw half way is thrown away. */
  private async folding(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.folded = undefined;
      throw error;
    }
  }

  private alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
