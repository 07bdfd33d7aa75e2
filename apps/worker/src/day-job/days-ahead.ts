import { formatDay, isFarBehind, type Day, type LedgerState } from '#domain';

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
    if (!isFarBehind(state, today, this.confirmedThrough)) {
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
