import { StoreUnavailable, type EventStore } from '../event-store.js';
import { LogWentBack } from '../ground.js';
import type { Loss } from '../trail.js';
import type { SnapshotStore } from '../snapshot-store.js';
import type { StreamModel } from '../stream-model.js';
import { StillFolding } from './errors.js';
import { FoldedStream } from './folded-stream.js';

interface DurableStateTools<Command, Event, State, Refusal> {
  readonly store: EventStore;
  readonly model: StreamModel<Command, Event, State, Refusal>;
  readonly snapshots: SnapshotStore | undefined;
  /** Milliseconds a caller waits for the state. */
  readonly patienceMs: number;
}

interface DurableStateObserver {
  /** The log does not hold what the state was made of; it is made anew from what is there. */
  readonly onLost: (loss: LogWentBack) => void;
  /** What of it is gone, once that was looked for. */
  readonly onKnown: (losses: readonly Loss[]) => void;
  /** The newest snapshot is of no use, and why. */
  readonly onIgnored: (why: unknown) => void;
}

/** What the log says of one stream, folded in memory, as far as this process knows it. */
export class DurableState<Command, Event, State, Refusal> {
  private folded: FoldedStream<Command, Event, State, Refusal> | undefined;
  private loading: Promise<FoldedStream<Command, Event, State, Refusal>> | undefined;
  /** The log may hold events that the state does not. */
  private behind = false;
  /** When the state was last known to have all of the log. */
  private newestAt = -Infinity;

  constructor(
    private readonly stream: string,
    private readonly tools: DurableStateTools<Command, Event, State, Refusal>,
    private readonly observe: DurableStateObserver,
  ) {}

  get isLoading(): boolean {
    return this.loading !== undefined;
  }

  /** In memory and not spoilt. */
  get isLoaded(): boolean {
    return this.folded !== undefined;
  }

  /** In memory, and not empty. */
  get exists(): boolean {
    return this.folded !== undefined && this.folded.revision !== 'no-stream';
  }

  /** Loaded once however many ask; others may have written since. @throws {StillFolding} it takes longer than a caller waits */
  load(): Promise<FoldedStream<Command, Event, State, Refusal>> {
    if (this.folded) return Promise.resolve(this.folded);
    const whole = this.whole();
    return this.tools.patienceMs === Infinity ? whole : this.within(whole);
  }

  /** The same, however long it takes. */
  whole(): Promise<FoldedStream<Command, Event, State, Refusal>> {
    if (this.folded) return Promise.resolve(this.folded);
    this.loading ??= this.loadAnew().finally(() => (this.loading = undefined));
    // Whoever began it may have gone.
    this.loading.catch(() => undefined);
    return this.loading;
  }

  /** Up to the head of the log as far as this process knows it. @throws {StoreUnavailable} */
  async current(): Promise<FoldedStream<Command, Event, State, Refusal>> {
    const folded = await this.load();
    if (!this.behind) return folded;
    try {
      await folded.readTail(this.tools.store);
    } catch (error) {
      if (error instanceof LogWentBack) return this.anew(error);
      // Half an event may be folded, unless the store ended the reading between two.
      if (!(error instanceof StoreUnavailable)) this.forget();
      throw error;
    }
    this.trust();
    return folded;
  }

  /** Something was or may have been written: the tail must be read before the next decision. */
  doubt(): void {
    this.behind = true;
  }

  /** What was doubted is known, and the state has it. */
  trust(): void {
    this.behind = false;
    this.newestAt = performance.now();
  }

  wasNewestWithin(ms: number): boolean {
    return this.isLoaded && performance.now() - this.newestAt <= ms;
  }

  /** Reads the tail. Whether there was one. @throws {StoreUnavailable} */
  async wasBehind(): Promise<boolean> {
    const { ground } = await this.load();
    this.doubt();
    return (await this.current()).ground?.digest !== ground?.digest;
  }

  /** Spoilt, or of a log that is not there any more: it is loaded anew. */
  forget(): void {
    this.folded = undefined;
  }

  /** Thrown away: what is decided on it would stand on entries that nobody has. */
  lose(loss: LogWentBack): void {
    const known = this.folded?.trail.losses(this.tools.store);
    this.forget();
    this.observe.onLost(loss);
    // Where the log cannot be read now, it is told that the stream went back, and not how far.
    known?.then(this.observe.onKnown).catch(() => undefined);
  }

  private async anew(loss: LogWentBack): Promise<FoldedStream<Command, Event, State, Refusal>> {
    this.lose(loss);
    const folded = await this.load();
    this.trust();
    return folded;
  }

  /** Waits no longer than patience lasts, and not at all where that is known to be too short. */
  private async within<Loaded>(loading: Promise<Loaded>): Promise<Loaded> {
    const { stream, tools } = this;
    const { patienceMs, snapshots } = tools;
    const still = (): StillFolding => new StillFolding(stream, snapshots?.folding?.(stream));
    if ((snapshots?.folding?.(stream)?.msLeft ?? 0) > patienceMs) throw still();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(still()), patienceMs);
    });
    return Promise.race([loading, tooLong]).finally(() => clearTimeout(timer));
  }

  private async loadAnew(): Promise<FoldedStream<Command, Event, State, Refusal>> {
    const { store, model, snapshots } = this.tools;
    const askedAt = performance.now();
    this.folded = await FoldedStream.load(
      ...([store, model, this.stream, snapshots] as const),
      this.observe.onIgnored,
    );
    this.newestAt = askedAt;
    return this.folded;
  }
}
