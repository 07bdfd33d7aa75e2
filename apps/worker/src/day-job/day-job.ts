import {
  addDays,
  dayOfInstant,
  formatDay,
  type AdvanceDay,
  type Day,
  type LedgerCommand,
  type LedgerEvent,
  type LedgerState,
  type Refusal,
} from '#domain';
import type { Sequencer } from '#event-store';
import { ledgerStream, submissionOf } from '#ledger-stream';
import type { Log } from '../log.js';
import type { DaysAhead } from './days-ahead.js';
import { nextExpiry } from './expiries.js';
import { systemActor } from './system-actor.js';
import { afterDeadline, unitsPastDeadline } from './use-deadlines.js';

export type LedgerSequencer = Sequencer<LedgerCommand, LedgerEvent, LedgerState, Refusal>;

export interface DayJobOptions {
  readonly sequencer: LedgerSequencer;
  readonly clock: () => Date;
  readonly log: Log;
  readonly ahead: DaysAhead;
}

/** Entries that one day may bring to one ledger; more is a defect and not a busy day. */
const ENTRIES_MAX = 100_000;

/** `suspended`: the ledger is only read for now, and the day is to be brought forth again afterwards. */
export type Brought = 'all' | 'suspended';

/**
 * Lets the days pass and posts what each one brings. It keeps nothing: what is outstanding is read off
 * the folded ledger and every id is derived, so any part may run twice, be cut off, or be done by
 * another process.
 */
export class DayJob {
  constructor(private readonly options: DayJobOptions) {}

  /** Posts the days that a ledger on the wall clock is behind, one by one, each with what it brings. */
  async followCalendar(stream: string, signal: AbortSignal): Promise<void> {
    const { sequencer, clock } = this.options;
    await this.newest(stream);
    const today = dayOfInstant(clock().toISOString());
    if (!(await sequencer.read(stream, (state) => this.mayFollow(stream, state, today)))) return;
    while (!signal.aborted) {
      const next = await sequencer.read(stream, (state) => nextDay(state, today));
      if (next === undefined) return;
      const { command, day } = next;
      if ((await this.post(stream, command, signal)) !== 'posted') return;
      await this.bringForth(stream, day, signal);
    }
  }

  /** Waits for a long history to be folded, which no request does. */
  private async newest(stream: string): Promise<void> {
    const { sequencer } = this.options;
    await sequencer.loaded(stream);
    await sequencer.refresh(stream);
  }

  private mayFollow(stream: string, state: LedgerState, today: Day): boolean {
    const { opened, clock } = state.head;
    if (!opened || clock !== 'wall') return false;
    const { ahead, log } = this.options;
    const before = ahead.sentences;
    if (ahead.mayFollow(stream, state, today)) return true;
    for (const sentence of ahead.sentences)
      if (!before.includes(sentence)) log.warn({ stream }, sentence);
    return false;
  }

  /** Posts what a day that has begun brings: reservations that ended, quota that was not used in time. */
  async bringForth(stream: string, day: Day, signal: AbortSignal): Promise<Brought> {
    const { sequencer } = this.options;
    await this.newest(stream);
    if ((await this.expire(stream, day, signal)) === 'suspended') return 'suspended';
    const units = await sequencer.read(stream, (state) => unitsPastDeadline(state, day));
    for (const unit of units) {
      // Read unit by unit: what came back from the units below is then the unit's own.
      const commands = await sequencer.read(stream, (state) => afterDeadline(state, day, unit));
      for (const command of commands) {
        if ((await this.post(stream, command, signal)) === 'suspended') return 'suspended';
      }
    }
    return 'all';
  }

  /** A group that is refused is posted one by one, and what is still refused waits for a person. */
  private async expire(stream: string, day: Day, signal: AbortSignal): Promise<Brought> {
    const left = new Set<string>();
    let singly = false;
    for (let posted = 0; posted < ENTRIES_MAX && !signal.aborted; posted += 1) {
      const command = await this.options.sequencer.read(stream, (state) =>
        nextExpiry(state, day, { left, singly }),
      );
      if (command === undefined) return 'all';
      const outcome = await this.post(stream, command, signal);
      if (outcome === 'suspended') return 'suspended';
      if (outcome === 'ended') return 'all';
      if (outcome === 'posted') continue;
      const { reservations } = command.data;
      if (reservations.length > 1) singly = true;
      else for (const id of reservations) left.add(id);
    }
    return 'all';
  }

  /** The only way to the ledger: whoever lost the lead, or is told to end, writes nothing more. */
  private async post(
    stream: string,
    command: LedgerCommand,
    signal: AbortSignal,
  ): Promise<'posted' | 'refused' | 'suspended' | 'ended'> {
    if (signal.aborted) return 'ended';
    const { sequencer, log } = this.options;
    const province = stream.slice(ledgerStream('').length);
    const outcome = await sequencer.submit(stream, submissionOf(province, command));
    if (outcome.kind === 'accepted') return 'posted';
    const { code, facts } = outcome.refusal;
    // Whoever suspended the ledger knows that its days wait; they are told of nothing.
    if (code === 'posting-suspended') return 'suspended';
    const { entryId } = command.data;
    log.warn({ stream, kind: command.kind, entryId, code, facts }, 'the day job was refused');
    return 'refused';
  }
}

const nextDay = (
  state: LedgerState,
  today: Day,
): { readonly command: AdvanceDay; readonly day: Day } | undefined => {
  const { opened, clock, day: current, suspension } = state.head;
  if (!opened || suspension !== undefined) return undefined;
  if (clock !== 'wall' || current >= today) return undefined;
  const day = addDays(current, 1);
  const date = formatDay(day);
  const common = { entryId: `day:${date}`, actor: systemActor(state), effectiveOn: date };
  return { command: { kind: 'AdvanceDay', data: { ...common, date } }, day };
};
