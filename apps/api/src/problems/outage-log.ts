import { LogDamaged } from '#event-store';
import type { Logger } from '#platform';

/** Milliseconds in which the same cause is told once: an outage fails every request in the same way. */
const PAUSE = 10_000;
const CAUSES_MAX = 20;

/**
 * Tells the log why requests were answered that the store is not available, or the log damaged: one line for a cause, and
 * no stack, because each request fails in the same way.
 */
export class OutageLog {
  private readonly told = new Map<string, { until: number; more: number }>();

  constructor(
    private readonly logger: Pick<Logger, 'warn' | 'error'>,
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
    const facts = {
      cause,
      ...(before === undefined || before.more === 0 ? {} : { alike: before.more }),
    };
    if (error instanceof LogDamaged)
      this.logger.error(
        { code: 'log-damaged', ...facts },
        `the log is damaged, and requests that need it are answered 500: ${cause}`,
      );
    else this.logger.warn(facts, `requests are answered 503: ${cause}`);
  }
}

/** Finds the words of the database or of the network at the bottom of an error; for damage, the place of it. */
const causeOf = (error: unknown): string => {
  if (error instanceof LogDamaged) return error.message;
  let last = error;
  while (last instanceof Error && last.cause !== undefined) last = last.cause;
  return last instanceof Error ? last.message : String(last);
};
