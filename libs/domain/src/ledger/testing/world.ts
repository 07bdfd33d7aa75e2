import { addDays, formatDay, parseDay, type Day } from '../../calendar/index.js';
import { isZero, type Vector } from '../../quantity/index.js';
import type { AccountPath } from '../account.js';
import type { LedgerCommand } from '../commands.js';
import { decide, type Decision } from '../decide.js';
import type { LedgerEvent } from '../events.js';
import { fold } from '../fold/index.js';
import { needs } from '../needs.js';
import type { Refusal } from '../refusals.js';
import { LedgerState } from '../state.js';
import { plainFingerprints } from '../../table/testing/index.js';
import { balanceOn, current } from '../timeline.js';

/** A ledger in memory that decides, stamps and folds as the sequencer does, one command a round. */
export class World {
  readonly events: LedgerEvent[] = [];

  constructor(readonly state: LedgerState = LedgerState.initial(plainFingerprints)) {}

  /** Posts a command, or tells why not. A refusal leaves no trace. */
  submit(command: LedgerCommand): Decision {
    const overlay = this.state.overlay();
    const decision = decide(command, overlay, this.cited(command, overlay));
    if ('accepted' in decision) {
      const event = stamped(decision.accepted);
      fold(overlay, event, this.events.length);
      overlay.merge();
      this.events.push(event);
      return { accepted: event };
    }
    return decision;
  }

  /** Posts commands that must be accepted. */
  post(...commands: LedgerCommand[]): this {
    for (const command of commands) {
      const decision = this.submit(command);
      if ('refused' in decision) {
        throw new Error(
          `${command.kind} ${command.data.entryId}: ${JSON.stringify(decision.refused)}`,
        );
      }
    }
    return this;
  }

  /** What would become of a command; nothing is posted either way. */
  tried(command: LedgerCommand): Decision {
    const overlay = this.state.overlay();
    return decide(command, overlay, this.cited(command, overlay));
  }

  refusal(command: LedgerCommand): Refusal | undefined {
    const decision = this.submit(command);
    return 'refused' in decision ? decision.refused : undefined;
  }

  last(): LedgerEvent {
    const event = this.events.at(-1);
    if (event === undefined) throw new Error('nothing was posted');
    return event;
  }

  /** What an account holds after everything posted, or at the end of a day. */
  balance(path: string, on?: string): Vector {
    const row = this.state.accounts.get(path as AccountPath);
    const width = row?.balances[0]?.length ?? 3;
    if (on === undefined) return current(row, width);
    return balanceOn(row, dayNamed(on), width);
  }

  /** Every account that is not empty, with its balance. */
  balances(): ReadonlyMap<AccountPath, Vector> {
    const all = new Map<AccountPath, Vector>();
    for (const [path, row] of this.state.accounts.entries()) {
      const balance = current(row, row.balances[0]?.length ?? 0);
      if (!isZero(balance)) all.set(path, balance);
    }
    return all;
  }

  today(): string {
    return formatDay(this.state.head.day);
  }

  /** Lets the days pass one by one through the log. */
  advanceTo(date: string): this {
    const until = dayNamed(date);
    for (let day = addDays(this.state.head.day, 1); day <= until; day = addDays(day, 1)) {
      const named = formatDay(day);
      this.post({
        kind: 'AdvanceDay',
        data: {
          entryId: `day:${named}`,
          actor: { id: 'muledger', role: 'system', unit: this.state.head.province },
          effectiveOn: named,
          date: named,
        },
      });
    }
    return this;
  }

  private cited(command: LedgerCommand, state: LedgerState): ReadonlyMap<number, LedgerEvent> {
    const cited = new Map<number, LedgerEvent>();
    for (const revision of needs(command, state)) {
      const event = this.events[revision];
      if (event !== undefined) cited.set(revision, event);
    }
    return cited;
  }
}

/** The instant of recording means nothing to the rules, so every entry gets the same. */
const RECORDED_AT = '2030-01-01T00:00:00.000Z';
const stamped = (event: LedgerEvent): LedgerEvent =>
  ({ ...event, data: { ...event.data, recordedAt: RECORDED_AT } }) as LedgerEvent;

const dayNamed = (date: string): Day => {
  const day = parseDay(date);
  if (day === undefined) throw new RangeError(`no date: ${date}`);
  return day;
};
