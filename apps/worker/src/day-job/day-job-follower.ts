import { setTimeout as delay } from 'node:timers/promises';
import { parseDay, type Day } from '#domain';
import {
  groundOf,
  isOurs,
  LogWentBack,
  type EventStore,
  type FollowBatch,
  type RecordedEvent,
} from '#event-store';
import { ledgerModel, ledgerStream } from '#ledger-stream';
import type { Follower, FollowerWatch } from '../follower.js';
import type { Log } from '../log.js';
import { PlaceMoved, type FollowerMemory } from '../memory/follower-memory.js';
import type { DayJob } from './day-job.js';
import type { KnownLedgers } from './known-ledgers.js';
import { WaitingDays } from './waiting-days.js';

export interface DayJobFollowerOptions {
  readonly store: EventStore;
  readonly memory: FollowerMemory;
  readonly job: DayJob;
  readonly ledgers: KnownLedgers;
  readonly log: Log;
  readonly health?: Pick<FollowerWatch, 'setAside'>;
  /** Milliseconds between two looks at the calendar. */
  readonly lookMs?: number;
  /** Milliseconds between two tries of a ledger whose days cannot be brought forth. */
  readonly asideMs?: number;
}

const LOOK_MS = 15_000;
const ASIDE_MS = 300_000;
/** Events after which the place is kept even when none of them mattered. */
const KEEP_EVERY = 5_000;

/**
 * Follows the log: a day that has begun, whoever advanced it, brings what it brings. When the end of
 * the log is reached it also looks at the calendar, for the ledgers on the wall clock.
 */
export class DayJobFollower implements Follower {
  readonly name = 'day-job';
  /** Work on the ledgers, one after the other: a day is finished before the next one begins. */
  private last: Promise<unknown> = Promise.resolve();
  private unkept = 0;
  /** Where this process left the place it goes on from. */
  private kept = '';
  private waiting = new WaitingDays();
  /** Ledgers that fail for a cause of ours, and when they are looked at again. The others go on. */
  private readonly aside = new Map<string, number>();

  constructor(private readonly options: DayJobFollowerOptions) {}

  async run(signal: AbortSignal): Promise<void> {
    const { store, memory, ledgers } = this.options;
    const remembered = await memory.load(this.name);
    this.waiting = new WaitingDays();
    this.kept = remembered?.position ?? '';
    this.unkept = 0;
    for (const note of remembered?.notes ?? []) if (!this.waiting.recall(note)) ledgers.add(note);
    // Those of a ledger that was set aside wait for no entry: the first look tries them.
    for (const stream of this.waiting.streams) this.aside.set(stream, 0);
    // Whichever side fails takes the other one along, so that both start again from what is kept.
    const failing = new AbortController();
    const both = AbortSignal.any([signal, failing.signal]);
    let looking: Promise<void> | undefined;
    try {
      const { position = null, ground } = remembered ?? {};
      for await (const batch of store.follow(position, both, ground)) {
        await this.take(batch, both, looking !== undefined);
        if (batch.live)
          looking ??= this.lookAtCalendar(both).catch((error: unknown) => {
            failing.abort(error);
          });
      }
    } catch (error) {
      // It has told nobody: what it knows is read anew from the log that is there.
      if (error instanceof LogWentBack) await memory.forget(this.name);
      throw error;
    } finally {
      if (!signal.aborted) failing.abort();
      await looking;
      await this.last.catch(() => undefined);
    }
    if (!signal.aborted) throw failing.signal.reason;
  }

  private async take({ events }: FollowBatch, signal: AbortSignal, live: boolean): Promise<void> {
    let mattered = false;
    for (const event of events) {
      if (signal.aborted) return;
      if (await this.react(event, signal, live)) mattered = true;
    }
    this.unkept += events.length;
    const last = events.at(-1);
    if (last === undefined || signal.aborted || !(mattered || this.unkept >= KEEP_EVERY)) return;
    const { position } = last;
    const notes = [...this.options.ledgers.all, ...this.waiting.notes()];
    const kept = { position, notes, ground: groundOf(last) };
    if (!(await this.options.memory.replace(this.name, kept, this.kept)))
      throw new PlaceMoved('another process has moved the place of the day job');
    this.kept = position;
    this.unkept = 0;
  }

  private async react(
    recorded: RecordedEvent,
    signal: AbortSignal,
    live: boolean,
  ): Promise<boolean> {
    const { stream, type } = recorded;
    if (!stream.startsWith(ledgerStream(''))) return false;
    if (type === 'LedgerOpened') {
      this.options.ledgers.add(stream);
      // One that is opened now need not wait for the next look.
      if (live) await this.followCalendar(stream, signal);
      return true;
    }
    if (type === 'PostingResumed') {
      await this.bringWaiting(stream, signal);
      if (live) await this.followCalendar(stream, signal);
      return true;
    }
    if (type !== 'DayAdvanced') return false;
    const day = await this.ofLedger(stream, async () => dayOf(recorded));
    if (day === undefined) return false;
    await this.bringForth(stream, day, signal);
    return true;
  }

  private async bringWaiting(stream: string, signal: AbortSignal): Promise<void> {
    for (const day of this.waiting.of(stream)) await this.bringForth(stream, day, signal);
  }

  private followCalendar(stream: string, signal: AbortSignal): Promise<unknown> {
    return this.ofLedger(stream, () =>
      this.alone(() => this.options.job.followCalendar(stream, signal)),
    );
  }

  /**
   * Work on one ledger. When it fails for a cause of ours that ledger is set aside, and the days of the others go on.
   * @returns undefined when it failed
   */
  private async ofLedger<Result>(
    stream: string,
    work: () => Promise<Result>,
  ): Promise<Result | undefined> {
    const { log, asideMs = ASIDE_MS } = this.options;
    try {
      const result = await work();
      if (this.aside.delete(stream)) this.tellAside();
      return result;
    } catch (error) {
      if (!isOurs(error)) throw error;
      this.aside.set(stream, performance.now() + asideMs);
      log.error({ err: error, stream }, 'the day job sets a ledger aside; the others go on');
      this.tellAside();
      return undefined;
    }
  }

  private tellAside(): void {
    this.options.health?.setAside(this.name, this.aside.size);
  }

  private async bringForth(stream: string, day: Day, signal: AbortSignal): Promise<void> {
    const brought = await this.ofLedger(stream, () =>
      this.alone(() => this.options.job.bringForth(stream, day, signal)),
    );
    if (brought === undefined || brought === 'suspended') this.waiting.add(stream, day);
    else if (!signal.aborted) this.waiting.delete(stream, day);
  }

  private async lookAtCalendar(signal: AbortSignal): Promise<void> {
    const { ledgers, lookMs = LOOK_MS } = this.options;
    while (!signal.aborted) {
      for (const stream of ledgers.all) await this.look(stream, signal);
      await delay(lookMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A ledger set aside is left alone until its time has come, and then has its days first. */
  private async look(stream: string, signal: AbortSignal): Promise<void> {
    const next = this.aside.get(stream);
    if (next !== undefined && performance.now() < next) return;
    if (next !== undefined) await this.bringWaiting(stream, signal);
    await this.followCalendar(stream, signal);
  }

  private alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.catch(() => undefined).then(work);
    this.last = result;
    return result;
  }
}

const dayOf = (recorded: RecordedEvent): Day | undefined => {
  const event = ledgerModel.decode(recorded);
  return event.type === 'DayAdvanced' ? parseDay(event.data.date) : undefined;
};
