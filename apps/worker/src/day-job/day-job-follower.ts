import { setTimeout as delay } from 'node:timers/promises';
import { parseDay, type Day } from '#domain';
import type { EventStore, FollowBatch, RecordedEvent } from '#event-store';
import { ledgerModel, ledgerStream } from '#ledger-stream';
import type { Follower } from '../follower.js';
import type { FollowerMemory } from '../memory/follower-memory.js';
import type { DayJob } from './day-job.js';
import type { KnownLedgers } from './known-ledgers.js';
import { WaitingDays } from './waiting-days.js';

export interface DayJobFollowerOptions {
  readonly store: EventStore;
  readonly memory: FollowerMemory;
  readonly job: DayJob;
  readonly ledgers: KnownLedgers;
  /** Milliseconds between two looks at the calendar. */
  readonly lookMs?: number;
}

const LOOK_MS = 15_000;
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
  private waiting = new WaitingDays();

  constructor(private readonly options: DayJobFollowerOptions) {}

  async run(signal: AbortSignal): Promise<void> {
    const { store, memory, ledgers } = this.options;
    const remembered = await memory.load(this.name);
    this.waiting = new WaitingDays();
    for (const note of remembered?.notes ?? []) if (!this.waiting.recall(note)) ledgers.add(note);
    // Whichever side fails takes the other one along, so that both start again from what is kept.
    const failing = new AbortController();
    const both = AbortSignal.any([signal, failing.signal]);
    let looking: Promise<void> | undefined;
    try {
      for await (const batch of store.follow(remembered?.position ?? null, both)) {
        await this.take(batch, both, looking !== undefined);
        if (batch.live)
          looking ??= this.lookAtCalendar(both).catch((error: unknown) => {
            failing.abort(error);
          });
      }
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
    await this.options.memory.save(this.name, {
      position: last.position,
      notes: [...this.options.ledgers.all, ...this.waiting.notes()],
    });
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
      if (live) await this.alone(() => this.options.job.followCalendar(stream, signal));
      return true;
    }
    if (type === 'PostingResumed') {
      for (const day of this.waiting.of(stream)) await this.bringForth(stream, day, signal);
      if (live) await this.alone(() => this.options.job.followCalendar(stream, signal));
      return true;
    }
    if (type !== 'DayAdvanced') return false;
    const event = ledgerModel.decode(recorded);
    const day = event.type === 'DayAdvanced' ? parseDay(event.data.date) : undefined;
    if (day === undefined) return false;
    await this.bringForth(stream, day, signal);
    return true;
  }

  private async bringForth(stream: string, day: Day, signal: AbortSignal): Promise<void> {
    const brought = await this.alone(() => this.options.job.bringForth(stream, day, signal));
    if (brought === 'suspended') this.waiting.add(stream, day);
    else if (!signal.aborted) this.waiting.delete(stream, day);
  }

  private async lookAtCalendar(signal: AbortSignal): Promise<void> {
    const { job, ledgers, lookMs = LOOK_MS } = this.options;
    while (!signal.aborted) {
      for (const stream of ledgers.all) await this.alone(() => job.followCalendar(stream, signal));
      await delay(lookMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.catch(() => undefined).then(work);
    this.last = result;
    return result;
  }
}
