import { Defect } from './failures.js';
import { lossInWords, type Loss } from './trail.js';

/** What followers have told others and the log has lost, until a person decides. */
export interface LossBook {
  note(follower: string, losses: readonly Loss[]): Promise<void>;
  /** What nobody has decided about yet. */
  undecided(follower: string): Promise<readonly Loss[]>;
}

/**
 * Others were told what the log does not hold any more. Going on would tell them another history as if it were the same:
 * the follower stops until a person has decided.
 */
export class ToldAndLost extends Defect {
  override readonly name = 'ToldAndLost';
  readonly code = 'log-went-back';

  constructor(
    readonly follower: string,
    readonly losses: readonly Loss[],
  ) {
    super(`log-went-back: what the ${follower} has told is gone: ${inWords(losses)}. ${DECIDE}`);
  }
}

const DECIDE = 'It waits for a decision: muledger recover (docs/runbooks/restore.md)';

const inWords = (losses: readonly Loss[]): string => losses.map(lossInWords).join('; ');

/** Of one process: forgotten with it. */
export class ProcessLossBook implements LossBook {
  private readonly noted = new Map<string, Map<string, Loss>>();

  async note(follower: string, losses: readonly Loss[]): Promise<void> {
    const known = this.noted.get(follower) ?? new Map<string, Loss>();
    this.noted.set(follower, known);
    for (const loss of losses) known.set(loss.stream, mergedLoss(known.get(loss.stream), loss));
  }

  async undecided(follower: string): Promise<readonly Loss[]> {
    return [...(this.noted.get(follower)?.values() ?? [])];
  }
}

/** Of two looks at one stream: all that either missed, and how far the later one saw the log. */
export const mergedLoss = (known: Loss | undefined, loss: Loss): Loss => {
  if (known === undefined) return loss;
  const { stream, head } = loss;
  const from = known.from < loss.from ? known.from : loss.from;
  const to = known.to > loss.to ? known.to : loss.to;
  const orEarlier = known.orEarlier === true && loss.orEarlier === true;
  return { stream, from, to, head, ...(orEarlier ? { orEarlier } : {}) };
};
