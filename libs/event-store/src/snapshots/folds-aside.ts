import { setTimeout as delay } from 'node:timers/promises';
import { type EventStore, type RecordedEvent } from '../event-store.js';
import { isOurs } from '../failures.js';
import { LAST, standsOn } from '../ground.js';
import { SequencerClosed } from '../sequencer/errors.js';
import { groundIn } from '../sequencer/sealed-snapshot.js';
import type { FoldProgress, Snapshot, SnapshotStore } from '../snapshot-store.js';

/** Events that are folded where they are asked for: as long as a caller waits, or little longer. */
const TAIL_MAX = 20_000;
/** Milliseconds until a fold that an outage ended is begun again. */
const OUTAGE_RETRY = 1_000;
/** Milliseconds for which a cause of ours is told to all who ask, before the long fold is tried again. */
const DEFECT_RETRY = 60_000;

/**
 * Folds a stream up to its head, and tells how many events of it are in the fold. Resolves with nothing where the newest
 * snapshot is at the head.
 */
export type FoldAside = (
  stream: string,
  signal: AbortSignal,
  onEvents: (events: number) => void,
) => Promise<Snapshot | undefined>;

export interface FoldsAsideOptions {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly snapshots: SnapshotStore;
  /** In a thread of its own, for example. */
  readonly fold: FoldAside;
  /** How far the one under way has come; nothing when it is over. */
  readonly onProgress?: (stream: string, progress: FoldProgress | undefined) => void;
  /** A fold that failed, or a snapshot that was not kept. */
  readonly onFailed?: (stream: string, error: unknown) => void;
  /** Events behind the newest snapshot that are no long way. */
  readonly tailMax?: number;
  readonly outageRetryMs?: number;
}

/**
 * Snapshots that are never far behind their stream: whoever asks for one where a long history has none that is near its
 * head waits for a fold that is made beside the requests, once for all who ask in this process. What it comes to is kept.
 */
export class FoldsAside implements SnapshotStore {
  private readonly closing = new AbortController();
  private readonly making = new Map<string, Promise<Snapshot | undefined>>();
  private readonly far = new Map<string, FoldProgress>();
  private readonly failed = new Map<string, { readonly error: Error; readonly until: number }>();
  /** One at a time: each takes a processor, and the memory of a ledger. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: FoldsAsideOptions) {}

  /** @throws {SequencerClosed} and what is ours in the history, which no other fold would come past either */
  async latest(stream: string, foldVersion: string): Promise<Snapshot | null> {
    const { snapshots, tailMax = TAIL_MAX } = this.options;
    const kept = await snapshots.latest(stream, foldVersion);
    const from = await this.usableUpTo(stream, kept);
    const head = await this.eventAt(stream, LAST, 'backwards');
    if (head === undefined || head.revision - from <= BigInt(tailMax)) return kept;
    const ofAbout = Number(head.revision) + 1;
    const made = await this.once(stream, foldVersion, ofAbout);
    // Whoever is given a snapshot may keep its memory.
    return made ? { ...made, chunks: made.chunks.map((chunk) => Uint8Array.from(chunk)) } : kept;
  }

  save(...snapshot: Parameters<SnapshotStore['save']>): Promise<void> {
    return this.options.snapshots.save(...snapshot);
  }

  folding(stream: string): FoldProgress | undefined {
    return this.far.get(stream);
  }

  /** Ends what is under way; whoever waits is told that this process ends. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.making.values());
  }

  private once(
    stream: string,
    foldVersion: string,
    ofAbout: number,
  ): Promise<Snapshot | undefined> {
    const failed = this.failed.get(stream);
    if (failed && performance.now() < failed.until) return Promise.reject(failed.error);
    const known = this.making.get(stream);
    if (known) return known;
    this.tell(stream, { stream, events: 0, ofAbout });
    const making = this.last
      .then(() => this.make(stream, ofAbout))
      .then((made) => this.keep(stream, foldVersion, made))
      .finally(() => {
        this.making.delete(stream);
        this.tell(stream, undefined);
      });
    this.last = making.catch(() => undefined);
    this.making.set(stream, making);
    return making;
  }

  private async make(stream: string, ofAbout: number): Promise<Snapshot | undefined> {
    const { fold, onFailed, outageRetryMs = OUTAGE_RETRY } = this.options;
    const { signal } = this.closing;
    for (;;) {
      if (signal.aborted) throw new SequencerClosed();
      const pace = new Pace();
      try {
        const made = await fold(stream, signal, (events) => {
          const left = Math.max(0, ofAbout - events);
          this.tell(stream, { stream, events, ofAbout, ...pace.timeFor(left, events) });
        });
        if (signal.aborted) throw new SequencerClosed();
        return made;
      } catch (error) {
        if (signal.aborted) throw new SequencerClosed();
        onFailed?.(stream, error);
        if (isOurs(error) && error instanceof Error) {
          this.failed.set(stream, { error, until: performance.now() + DEFECT_RETRY });
          throw error;
        }
        await delay(outageRetryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** So that the next start is short. Nobody waits for that: it is a cache. */
  private keep(
    stream: string,
    foldVersion: string,
    made: Snapshot | undefined,
  ): Snapshot | undefined {
    this.failed.delete(stream);
    if (made)
      this.save(stream, foldVersion, made.revision, made.chunks).catch((error: unknown) =>
        this.options.onFailed?.(stream, error),
      );
    return made;
  }

  private tell(stream: string, progress: FoldProgress | undefined): void {
    if (progress) this.far.set(stream, progress);
    else this.far.delete(stream);
    this.options.onProgress?.(stream, progress);
  }

  /** Revision of the last event that a snapshot spares whoever has it; one of another history spares nothing. */
  private async usableUpTo(stream: string, kept: Snapshot | null): Promise<bigint> {
    const ground = kept ? groundIn(stream, kept.chunks[0]) : undefined;
    if (!ground) return -1n;
    return standsOn(ground, await this.eventAt(stream, ground.revision, 'forwards'))
      ? ground.revision
      : -1n;
  }

  private async eventAt(
    stream: string,
    revision: bigint,
    direction: 'forwards' | 'backwards',
  ): Promise<RecordedEvent | undefined> {
    for await (const event of this.options.store.readStream(stream, revision, direction, 1))
      return event;
    return undefined;
  }
}

/** Estimates from what was done since it was asked first: a fold that begins at a snapshot has all before it for nothing. */
class Pace {
  private first: { readonly events: number; readonly at: number } | undefined;

  timeFor(left: number, events: number): { readonly msLeft?: number } {
    this.first ??= { events, at: performance.now() };
    const done = events - this.first.events;
    return done > 0 ? { msLeft: (left * (performance.now() - this.first.at)) / done } : {};
  }
}
