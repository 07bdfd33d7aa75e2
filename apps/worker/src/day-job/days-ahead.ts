import { dayOfInstant, formatDay, type Day, type LedgerState } from '#domain';

/** Days that a ledger may be behind the calendar before a person must say that the clock is right. */
const BEHIND_MAX = 40;

/** Ledgers whose days wait, because the clock of this process is far past their last day. */
export class DaysAhead {
  private readonly waiting = new Map<string, string>();

  constructor(
    /** Days through this one were confirmed. */
    private readonly confirmedThrough: Day | undefined,
  ) {}

  /** Whether the days of a ledger may pass up to today. */
  mayFollow(stream: string, state: LedgerState, today: Day): boolean {
    const { day } = state.head;
    const known = Math.max(day, this.confirmedThrough ?? day);
    if (today - known <= BEHIND_MAX || isNew(state, today)) {
      this.waiting.delete(stream);
      return true;
    }
    const date = formatDay(today);
    this.waiting.set(
      stream,
      `${stream} stands at ${formatDay(day)} and the clock of this machine says ${date}: no day is posted. ` +
        `If the clock is right, start with MULEDGER_DAYS_CONFIRMED=${date}; if not, set the clock and start again.`,
    );
    return false;
  }

  forget(): void {
    this.waiting.clear();
  }

  /** What to do, a sentence a ledger. */
  get sentences(): readonly string[] {
    return [...this.waiting.values()];
  }
}

/** A ledger that was opened just now, for days long gone by, says itself that they have passed. */
const isNew = ({ head, lastRecordedAt }: LedgerState, today: Day): boolean =>
  head.day === head.opensOn && today - dayOfInstant(lastRecordedAt) <= 1;
