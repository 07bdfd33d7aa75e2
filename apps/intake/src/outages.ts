import { TopicMissing, whyRefused } from '#platform';

/** What pino offers and the intake uses. */
export type IntakeLog = Readonly<
  Record<'debug' | 'info' | 'warn', (facts: object, message: string) => void>
>;

/** Tells an outage when it begins, when its reason changes and when it is over. */
export class Outages {
  private told: string | undefined;

  constructor(
    private readonly log: IntakeLog,
    private readonly onWaiting: (waits: boolean) => void,
  ) {}

  /** @param what it waits for */
  begin(what: string, error: unknown): void {
    this.onWaiting(true);
    const reason = reasonOf(what, error);
    this.log[reason === this.told ? 'debug' : 'warn']({ err: error }, reason);
    this.told = reason;
  }

  end(): void {
    this.onWaiting(false);
    if (this.told !== undefined) this.log.info({}, 'the intake takes commands again');
    this.told = undefined;
  }
}

const reasonOf = (what: string, error: unknown): string => {
  if (error instanceof TopicMissing) return error.message;
  const why = whyRefused(error);
  return `the intake waits for ${what}${why === undefined ? '' : `: ${why}`}`;
};
