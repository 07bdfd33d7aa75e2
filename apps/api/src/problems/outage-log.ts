import type { Logger } from '#platform';

/** Milliseconds in which the same cause is told once: an outage fails every request in the same way. */
const PAUSE = 10_000;
const CAUSES_MAX = 20;

/** Tells the log why requests were answered that the store is not available: the answer itself does not say. */
export class OutageLog {
  private readonly told = new Map<string, { until: number; more: number }>();

  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  tell(error: unknown): void {
    const cause = causeOf(error);
    const now = this.clock();
    const before = this.told.get(cause);
    if (before !== undefined && before.until > now) {
      before.more += 1;
      return;
    }
    if (this.told.size >= CAUSES_MAX) this.told.clear();
    this.told.set(cause, { until: now + PAUSE, more: 0 });
    this.logger.warn(
      { cause, ...(before === undefined || before.more === 0 ? {} : { alike: before.more }) },
      `requests are answered 503: ${cause}`,
    );
  }
}

/** What lies at the bottom of an error: the words of the database or of the network. */
const causeOf = (error: unknown): string => {
  let last = error;
  while (last instanceof Error && last.cause !== undefined) last = last.cause;
  return last instanceof Error ? last.message : String(last);
};
