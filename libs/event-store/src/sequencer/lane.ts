import { setImmediate as turn } from 'node:timers/promises';
import {
  AppendOutcomeUnknown,
  RevisionConflict,
  StoreUnavailable,
  type Appended,
  type EventStore,
} from '../event-store.js';
import type { SnapshotStore } from '../snapshot-store.js';
import type { StreamModel } from '../stream-model.js';
import { Carried } from './carried.js';
import { Overloaded, SequencerClosed, StreamBusy } from './errors.js';
import { FoldedStream } from './folded-stream.js';
import type { SequencerObserver } from './observer.js';
import type { LaneSettings } from './options.js';
import type { Waiting } from './outcomes.js';
import { FoundEntries, type RecordedEntries } from './recorded-entries.js';
import { RoundWriter } from './round-writer.js';
import { Round } from './round.js';
import { WaitingQueue } from './waiting-queue.js';

/** What the lanes of a sequencer share. */
export interface LaneTools<Command, Event, State, Refusal> {
  readonly store: EventStore;
  readonly model: StreamModel<Command, Event, State, Refusal>;
  readonly clock: () => Date | number;
  readonly snapshots: SnapshotStore | undefined;
  readonly entries: RecordedEntries<Command, Event, State, Refusal>;
}

interface Refresher {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** One stream: its queue, its folded state, and the only loop of this process that writes to it. */
export class Lane<Command, Event, State, Refusal> {
  private readonly writer: RoundWriter<Command, Event, State, Refusal>;
  private readonly queue = new WaitingQueue<Command, Event, Refusal>();
  private folded: FoldedStream<Command, Event, State, Refusal> | undefined;
  private loading: Promise<FoldedStream<Command, Event, State, Refusal>> | undefined;
  private running: Promise<void> | undefined;
  private readonly refreshers: Refresher[] = [];
  /** The log may hold events that the state does not. */
  private behind = false;
  private halted = false;

  constructor(
    private readonly stream: string,
    private readonly tools: LaneTools<Command, Event, State, Refusal>,
    private readonly settings: LaneSettings,
  ) {
    this.writer = new RoundWriter(tools.store, stream);
  }

  /** Nothing waits and nothing is under way: the lane may be forgotten. */
  get idle(): boolean {
    return this.running === undefined && this.loading === undefined;
  }

  /** Settled when nothing waits any more. Never rejects. */
  get finished(): Promise<void> {
    return this.running ?? Promise.resolve();
  }

  /** @throws {Overloaded} */
  assertRoom(lines: number): void {
    const { queueMax } = this.settings;
    if (this.queue.lines + lines > queueMax) throw new Overloaded(this.stream, queueMax);
  }

  push(item: Waiting<Command, Event, Refusal>): void {
    this.queue.push(item);
    this.start();
  }

  /** The durable state, loaded once however many ask. */
  load(): Promise<FoldedStream<Command, Event, State, Refusal>> {
    if (this.folded) return Promise.resolve(this.folded);
    this.loading ??= this.loadAnew().finally(() => (this.loading = undefined));
    return this.loading;
  }

  /** Reads what other processes have written since. */
  refresh(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.refreshers.push({ resolve, reject });
      this.start();
    });
  }

  /** After the round in flight the rest of the queue is refused. */
  halt(): void {
    this.halted = true;
  }

  private start(): void {
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0 || this.refreshers.length > 0) {
      // Whoever is ready in this turn of the event loop shares the round.
      await turn();
      try {
        await this.step();
      } catch (error) {
        this.reject(this.queue.length, error);
      }
    }
    this.running = undefined;
  }

  private async step(): Promise<void> {
    if (this.halted) this.reject(this.queue.length, new SequencerClosed());
    const refreshers = this.refreshers.splice(0);
    if (refreshers.length > 0) this.behind = true;
    try {
      await this.current();
      for (const { resolve } of refreshers) resolve();
    } catch (error) {
      for (const { reject } of refreshers) reject(error);
      throw error;
    }
    if (this.queue.length > 0) await this.sequence();
  }

  /** One round, from its first try to its answers. */
  private async sequence(): Promise<void> {
    const { triesMax } = this.settings;
    const carried = new Carried<Command>(Number(this.tools.clock()));
    let cause: unknown;
    let itemsMax = Infinity;
    for (let tries = 1; ; tries++) {
      const round = await this.decide(carried, itemsMax);
      itemsMax = round.items;
      if (round.events.length === 0) {
        const again = tries <= triesMax && round.refuses && (await this.wasBehind());
        if (!again) return this.answer(round, tries, 0);
        carried.tried(round);
        continue;
      }
      if (tries > triesMax) return this.reject(round.items, this.givenUp(triesMax, cause));
      const startedAt = performance.now();
      this.behind = true;
      const written = await this.writer.write(round, carried);
      if (written.kind === 'failed') return this.reject(round.items, written.error);
      this.observeDoubt(written.cause);
      if (written.kind === 'recorded') {
        this.behind = false;
        this.commit(round, written.appended);
        return this.answer(round, tries, performance.now() - startedAt);
      }
      cause = written.cause ?? cause;
      this.forgetIfLost(written.cause);
      carried.tried(round);
    }
  }

  /** Decides what waits, at most `itemsMax` of it, as far as one append goes. */
  private async decide(carried: Carried<Command>, itemsMax: number) {
    const { model, entries } = this.tools;
    const folded = await this.current();
    const found = new FoundEntries<Event>();
    for (;;) {
      const round = new Round(model, folded, entries, this.settings, carried, found);
      if (await this.decideInto(round, itemsMax)) return round;
    }
  }

  /** False when the round must be decided again. */
  private async decideInto(
    round: Round<Command, Event, State, Refusal>,
    itemsMax: number,
  ): Promise<boolean> {
    while (round.items < itemsMax) {
      const item = this.queue.at(round.items);
      if (!item) break;
      const step = round.add(item);
      if (step === 'restart') return false;
      if (step === 'full') break;
      if (step === 'missing') {
        this.lookAhead(round, itemsMax);
        await round.supply();
      }
    }
    return true;
  }

  private lookAhead(round: Round<Command, Event, State, Refusal>, itemsMax: number): void {
    const end = Math.min(itemsMax, this.queue.length, round.items + this.settings.roundEventsMax);
    for (let index = round.items + 1; index < end; index++) {
      const item = this.queue.at(index);
      if (item) round.lookAhead(item);
    }
  }

  /** The state up to the head of the log as far as this process knows it. */
  private async current(): Promise<FoldedStream<Command, Event, State, Refusal>> {
    const folded = await this.load();
    if (this.behind) {
      try {
        await folded.readTail(this.tools.store);
      } catch (error) {
        // Half an event may be folded, unless the store ended the reading between two.
        if (!(error instanceof StoreUnavailable)) this.folded = undefined;
        throw error;
      }
      this.behind = false;
    }
    return folded;
  }

  /**
   * A round that only refuses has no append to show that the state was today's: another process may
   * have brought what was missing.
   */
  private async wasBehind(): Promise<boolean> {
    const { revision } = await this.load();
    this.behind = true;
    return (await this.current()).revision !== revision;
  }

  /**
   * A log behind the state lost what it had acknowledged, as when it fails over to a copy that was late. Deciding on
   * would put entries on top of others that nobody has any more.
   */
  private forgetIfLost(cause: unknown): void {
    if (!(cause instanceof RevisionConflict) || cause.expected === 'no-stream') return;
    if (cause.actual !== 'no-stream' && cause.actual >= cause.expected) return;
    this.folded = undefined;
    this.tools.entries.forget();
    this.notify((observe) => observe.defect?.(this.stream, cause));
  }

  private async loadAnew(): Promise<FoldedStream<Command, Event, State, Refusal>> {
    const { store, model, snapshots } = this.tools;
    this.folded = await FoldedStream.load(store, model, this.stream, snapshots);
    return this.folded;
  }

  private commit(round: Round<Command, Event, State, Refusal>, appended: Appended): void {
    try {
      round.commit(appended);
    } catch (error) {
      // The events are durable and are answered; only the state in memory is spoilt.
      this.folded = undefined;
      this.notify((observe) => observe.defect?.(this.stream, error));
    }
  }

  private givenUp(tries: number, cause: unknown): Error {
    return cause instanceof AppendOutcomeUnknown
      ? new StoreUnavailable(`no append to ${this.stream} was confirmed`, { cause })
      : new StreamBusy(this.stream, tries, { cause });
  }

  private answer(
    round: Round<Command, Event, State, Refusal>,
    tries: number,
    appendMs: number,
  ): void {
    this.queue.take(round.items);
    round.answer();
    const { stream } = this;
    const { lines: commands, bytes } = round;
    const counts = { commands, events: round.events.length, bytes, queued: this.queue.lines };
    this.notify((observe) => observe.round?.({ stream, ...counts, tries, appendMs }));
  }

  private reject(items: number, error: unknown): void {
    for (const item of this.queue.take(items)) item.reject(error);
  }

  private observeDoubt(cause: unknown): void {
    if (cause !== undefined) this.notify((observe) => observe.retry?.(this.stream, cause));
  }

  /** A metric that fails must not cost an answer. */
  private notify(tell: (observe: SequencerObserver) => void): void {
    try {
      tell(this.settings.observe);
    } catch {
      // Whoever observes has the log of the process for errors of its own.
    }
  }
}
