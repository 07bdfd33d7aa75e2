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
import { nextExpiry } from './expiries.js';
import { systemActor } from './system-actor.js';
import { afterDeadline, unitsPastDeadline } from './use-deadlines.js';

export type LedgerSequencer = Sequencer<LedgerCommand, LedgerEvent, LedgerState, Refusal>;

export interface DayJobOptions {
  readonly sequencer: LedgerSequencer;
  readonly clock: () => Date;
  readonly log: Log;
}

/** Entries that one day may bring to one ledger; more is a defect and not a busy day. */
const ENTRIES_MAX = 100_000;

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
    await sequencer.refresh(stream);
    while (!signal.aborted) {
      const today = dayOfInstant(clock().toISOString());
      const next = await sequencer.read(stream, (state) => nextDay(state, today));
      if (next === undefined) return;
      const { command, day } = next;
      if (!(await this.post(stream, command))) return;
      await this.bringForth(stream, day, signal);
    }
  }

  /** Posts what a day that has begun brings: reservations that ended, quota that was not used in time. */
  async bringForth(stream: string, day: Day, signal: AbortSignal): Promise<void> {
    const { sequencer } = this.options;
    await sequencer.refresh(stream);
    await this.expire(stream, day, signal);
    const units = await sequencer.read(stream, (state) => unitsPastDeadline(state, day));
    for (const unit of units) {
      // Read unit by unit: what came back from the units below is then the unit's own.
      const commands = await sequencer.read(stream, (state) => afterDeadline(state, day, unit));
      for (const command of commands) {
        if (signal.aborted) return;
        await this.post(stream, command);
      }
    }
  }

  /** A group that is refused is posted one by one, and what is still refused waits for a person. */
  private async expire(stream: string, day: Day, signal: AbortSignal): Promise<void> {
    const left = new Set<string>();
    let singly = false;
    for (let posted = 0; posted < ENTRIES_MAX && !signal.aborted; posted += 1) {
      const command = await this.options.sequencer.read(stream, (state) =>
        nextExpiry(state, day, { left, singly }),
      );
      if (command === undefined) return;
      if (await this.post(stream, command)) continue;
      const { reservations } = command.data;
      if (reservations.length > 1) singly = true;
      else for (const id of reservations) left.add(id);
    }
  }

  private async post(stream: string, command: LedgerCommand): Promise<boolean> {
    const { sequencer, log } = this.options;
    const province = stream.slice(ledgerStream('').length);
    const outcome = await sequencer.submit(stream, submissionOf(province, command));
    if (outcome.kind === 'accepted') return true;
    const { code, facts } = outcome.refusal;
    const { entryId } = command.data;
    log.warn({ stream, kind: command.kind, entryId, code, facts }, 'the day job was refused');
    return false;
  }
}

const nextDay = (
  state: LedgerState,
  today: Day,
): { readonly command: AdvanceDay; readonly day: Day } | undefined => {
  const { opened, clock, day: current } = state.head;
  if (!opened || clock !== 'wall' || current >= today) return undefined;
  const day = addDays(current, 1);
  const date = formatDay(day);
  const common = { entryId: `day:${date}`, actor: systemActor(state), effectiveOn: date };
  return { command: { kind: 'AdvanceDay', data: { ...common, date } }, day };
};
