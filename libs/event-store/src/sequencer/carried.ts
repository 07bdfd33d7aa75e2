import type { NewEvent, StreamRevision } from '../event-store.js';
import type { Submission } from '../stream-model.js';
import type { Failed } from './outcomes.js';

/** What a try would have written, and from which revision on. */
export interface TriedRound<Command> {
  readonly from: StreamRevision;
  readonly submissions: readonly Submission<Command>[];
  readonly events: readonly NewEvent[];
}

/** What a round carries from one try to the next. */
export class Carried<Command> {
  private readonly bans = new Map<Submission<Command>, Failed>();
  private readonly ids = new Map<Submission<Command>, string>();
  private readonly claims = new Map<StreamRevision, Submission<Command>>();
  private freshFrom: StreamRevision | undefined;

  /**
   * @param recordedAtMs of the first try. A later try keeps it where it can, so that the same
   * events are the same bytes when they reach the store twice.
   */
  constructor(readonly recordedAtMs: number) {}

  ban(submission: Submission<Command>, error: unknown): void {
    this.bans.set(submission, { kind: 'failed', error });
  }

  banned(submission: Submission<Command>): Failed | undefined {
    return this.bans.size === 0 ? undefined : this.bans.get(submission);
  }

  /** Called before a further try. */
  tried({ from, submissions, events }: TriedRound<Command>): void {
    this.freshFrom ??= from;
    for (const [index, { id }] of events.entries()) {
      const submission = submissions[index];
      if (submission && !this.ids.has(submission)) this.ids.set(submission, id);
    }
  }

  /** A retry must write the same event ids, or an event of unknown outcome could be posted twice. */
  isStable(submission: Submission<Command>, id: string): boolean {
    const before = this.ids.size === 0 ? undefined : this.ids.get(submission);
    return before === undefined || before === id;
  }

  /**
   * An event that came to the log since the first try answers its command for the first time: this
   * caller has had no answer yet. Only one command may claim it; a second one repeats it.
   */
  claim(revision: StreamRevision, submission: Submission<Command>): boolean {
    if (this.freshFrom === undefined || revision < this.freshFrom) return false;
    const claimed = this.claims.get(revision) ?? submission;
    this.claims.set(revision, claimed);
    return claimed === submission;
  }
}
