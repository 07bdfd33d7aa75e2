import { setImmediate as turn } from 'node:timers/promises';
import {
  AppendOutcomeUnknown,
  RevisionConflict,
  StoreUnavailable,
  type Appended,
} from '../event-store.js';
import { LogWentBack } from '../ground.js';
import type { Carried } from './carried.js';
import { DurableState } from './durable-state.js';
import { Overloaded, SequencerClosed, StreamBusy } from './errors.js';
import type { FoldedStream } from './folded-stream.js';
import type { SequencerObserver } from './observer.js';
import type { LaneTools } from './lane-tools.js';
import type { LaneSettings } from './options.js';
import type { Waiting } from './outcomes.js';
import { Refreshers } from './refreshers.js';
import { RoundFiller, UnderWay, type Prepared } from './round-filler.js';
import { RoundWriter } from './round-writer.js';
import type { Round } from './round.js';
import { WaitingQueue } from './waiting-queue.js';

/** Milliseconds a decided round may wait for the one before it. */
const STAMP_AGE_MAX_MS = 100;

/** Milliseconds; a process that writes learns of others with every append. */
const FRESH_MS = 1_000;

/** As few as this are decided sooner than half of them are written. */
const TOGETHER_MAX = 16;

/** One stream: its queue, its folded state, and the only loop of this process that writes to it. */
export class Lane<Command, Event, State, Refusal> {
  private readonly writer: RoundWriter<Command, Event, State, Refusal>;
  private readonly filler: RoundFiller<Command, Event, State, Refusal>;
  private readonly queue = new WaitingQueue<Command, Event, Refusal>();
  readonly state: DurableState<Command, Event, State, Refusal>;
  private running: Promise<void> | undefined;
  private readonly refreshers = new Refreshers();
  /** Wait for their turn between two rounds. */
  private readonly holders: ((release: () => void) => void)[] = [];
  private halted = false;
  private appending = false;
  /** Answers a round that is durable, once the next append is on its way. */
  private durable: (() => void) | undefined;

  constructor(
    private readonly stream: string,
    private readonly tools: LaneTools<Command, Event, State, Refusal>,
    private readonly settings: LaneSettings,
  ) {
    this.writer = new RoundWriter(tools.store, stream);
    this.filler = new RoundFiller(tools, settings, this.queue);
    this.state = new DurableState(stream, tools, {
      onLost: (loss) => this.tellOfLoss(loss),
      onKnown: (losses) => this.notify((observe) => observe.lost?.(losses)),
      onIgnored: (why) => this.notify((observe) => observe.snapshotIgnored?.(stream, why)),
    });
  }

  /** Nothing waits and nothing is under way: the lane may be forgotten. */
  get idle(): boolean {
    return this.running === undefined && !this.state.isLoading;
  }

  /** It has events, as far as this process knows. */
  get exists(): boolean {
    return this.state.exists;
  }

  /** Settled when nothing waits any more. Never rejects. */
  get finished(): Promise<void> {
    return this.running ?? Promise.resolve();
  }

  /** Room for one more, however large: else a batch of as many lines as may wait never finds any. @throws {Overloaded} */
  assertRoom(): void {
    const { queueMax, queueBytesMax } = this.settings;
    if (this.queue.lines >= queueMax) throw new Overloaded(this.stream, queueMax);
    if (this.queue.bytes >= queueBytesMax)
      throw new Overloaded(this.stream, queueBytesMax, 'bytes');
  }

  push(item: Waiting<Command, Event, Refusal>): void {
    this.queue.push(item);
    this.start();
  }

  /** The durable state, loaded once however many ask. */
  load(): Promise<FoldedStream<Command, Event, State, Refusal>> {
    return this.state.load();
  }

  /** Reads what other processes have written since. */
  refresh(): Promise<void> {
    const refreshed = this.refreshers.add();
    this.start();
    return refreshed;
  }

  /** The same, but waits for no append when the state was the newest a moment ago; a lane at work on less is no excuse. */
  async freshen(): Promise<void> {
    if (!this.state.isLoaded) await this.load();
    else if (!this.appending || !this.state.wasNewestWithin(FRESH_MS)) await this.refresh();
  }

  /** Settled when nothing is under way: the state then stands still until it is released. */
  hold(): Promise<() => void> {
    return new Promise((resolve) => {
      this.holders.push(resolve);
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
    while (this.queue.length > 0 || this.refreshers.length > 0 || this.holders.length > 0) {
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
    const holder = this.holders.shift();
    if (holder) return new Promise<void>(holder);
    if (this.halted) this.reject(this.queue.length, new SequencerClosed());
    try {
      if (this.queue.length > 0) await this.sequence();
    } finally {
      await this.refreshNow();
    }
  }

  /** Reads the tail for those whom no append has told that the state is the newest. */
  private refreshNow(): Promise<void> {
    return this.refreshers.settle(() => {
      this.state.doubt();
      return this.state.current();
    });
  }

  /** Rounds, one behind the other, as long as each was decided while the one before it was written. */
  private async sequence(): Promise<void> {
    const carried = this.filler.carried();
    const { length } = this.queue;
    // Half of many: the other half is decided while these are written, and so it goes on in turns.
    const itemsMax = length > TOGETHER_MAX ? Math.ceil(length / 2) : length;
    const round = await this.filler.fill(await this.state.current(), carried, itemsMax);
    let next: Prepared<Command, Event, State, Refusal> | undefined = { round, carried };
    try {
      while (next) next = await this.settle(next);
    } finally {
      this.answerDurable();
    }
  }

  /** One round, from its first append to its answers. Tells the round that was decided behind it. */
  private async settle({
    round,
    carried,
  }: Prepared<Command, Event, State, Refusal>): Promise<
    Prepared<Command, Event, State, Refusal> | undefined
  > {
    const { triesMax, racesMax } = this.settings;
    let cause: unknown;
    for (let tries = 1; ; tries++) {
      if (tries > 1)
        round = await this.filler.fill(await this.state.current(), carried, round.items);
      if (round.events.length === 0) {
        this.answerDurable();
        // No append has shown that the state was today's: another process may have brought what was missing, and what
        // is repeated may be gone from the log.
        const again = tries <= racesMax && (await this.state.wasBehind());
        if (!again) {
          this.queue.take(round.items);
          this.answer(round, tries, 0);
          return undefined;
        }
        carried.tried(round);
        continue;
      }
      const max = cause instanceof RevisionConflict ? racesMax : triesMax;
      if (tries > max) return this.refuse(round, this.givenUp(tries - 1, cause));
      const { written, behind, appendMs } = await this.write(round, carried);
      if (written.kind !== 'recorded') this.refreshers.appended(false);
      if (written.kind === 'failed') return this.refuse(round, written.error);
      this.observeDoubt(written.cause);
      if (written.kind === 'recorded') {
        this.state.trust();
        await this.commit(round, written.appended);
        this.refreshers.appended(true);
        this.durable = () => this.answer(round, tries, appendMs);
        return this.isUsable(behind) ? behind : undefined;
      }
      cause = written.cause ?? cause;
      if (written.cause instanceof LogWentBack) this.state.lose(written.cause);
      carried.tried(round);
    }
  }

  /** Writes a round, and decides behind it what comes meanwhile. @throws {StoreUnavailable} */
  private async write(round: Round<Command, Event, State, Refusal>, carried: Carried<Command>) {
    const startedAt = performance.now();
    this.state.doubt();
    this.refreshers.appending();
    this.appending = true;
    const underWay = new UnderWay(this.writer.write(round, carried));
    // The append leaves before anybody is answered: the store need not wait for what the callers do next.
    await turn();
    this.answerDurable();
    const deciding = this.filler.fillBehind(round, underWay);
    const written = await underWay.outcome.finally(() => (this.appending = false));
    const appendMs = performance.now() - startedAt;
    return { written, behind: await deciding, appendMs };
  }

  /** Whether a round that was decided behind another may be written now. If not, it is decided again. */
  private isUsable(behind: Prepared<Command, Event, State, Refusal> | undefined): boolean {
    const { halted, holders, state } = this;
    if (halted || holders.length > 0 || !state.isLoaded || !behind) return false;
    // Else its entries would say that they were recorded before they were asked for.
    return Number(this.tools.clock()) - behind.carried.recordedAtMs <= STAMP_AGE_MAX_MS;
  }

  private answerDurable(): void {
    const { durable } = this;
    this.durable = undefined;
    durable?.();
  }

  /** What the log does not hold any more is not answered from memory either. */
  private tellOfLoss(loss: LogWentBack): void {
    this.tools.entries.forget();
    this.notify((observe) => observe.defect?.(this.stream, loss));
  }

  private async commit(round: Round<Command, Event, State, Refusal>, appended: Appended) {
    this.queue.take(round.items);
    try {
      round.commit(appended, await this.state.load());
    } catch (error) {
      // The events are durable and are answered; only the state in memory is spoilt.
      this.state.forget();
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
    round.answer();
    const { stream } = this;
    const { lines: commands, bytes } = round;
    const counts = { commands, events: round.events.length, bytes, queued: this.queue.lines };
    this.notify((observe) => observe.round?.({ stream, ...counts, tries, appendMs }));
  }

  private refuse(round: Round<Command, Event, State, Refusal>, error: unknown): undefined {
    this.reject(round.items, error);
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
