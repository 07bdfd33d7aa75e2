import type { Submission } from '../stream-model.js';
import type { ToyCommand } from './toy-model.js';

/** The counters with one caller, no store and no rounds: what every answer must be. */
export class ToyReference {
  private log: Submission<ToyCommand>[] = [];

  constructor(private readonly batchMax: number) {}

  get keys(): string[] {
    return this.log.map(({ key }) => key);
  }

  /** The answer in the words of `word`. */
  submit(submission: Submission<ToyCommand>): string {
    const { key, digest, command } = submission;
    const at = this.log.findIndex((posted) => posted.key === key);
    if (at >= 0) return this.log[at]?.digest === digest ? `repeated ${at}` : 'key-reused';
    if (command.kind === 'break') return `failed Error: broken in ${command.where}: ${key}`;
    const { counter, amount } = this.effect(command);
    if (command.kind === 'undo') {
      if (command.revision >= BigInt(this.log.length)) return 'no-such-entry';
      if (this.log.some(({ digest: other }) => other === digest)) return 'already-undone';
    }
    if (this.balance(counter) + amount < 0) return 'overdrawn';
    return `accepted ${this.log.push(submission) - 1}`;
  }

  /** All or nothing; the answers of a batch too large are one error. */
  submitAtomic(submissions: readonly Submission<ToyCommand>[]): string[] {
    if (submissions.length > this.batchMax) return ['BatchTooLargeForAtomic'];
    const before = [...this.log];
    const answers = submissions.map((submission) => this.submit(submission));
    if (answers.every((answer) => /^(accepted|repeated)/.test(answer))) return answers;
    this.log = before;
    return answers.map((answer) => {
      const revision = /^(?:accepted|repeated) (\d+)$/.exec(answer)?.[1];
      return revision !== undefined && Number(revision) >= before.length
        ? `${answer} unrecorded`
        : answer;
    });
  }

  private balance(counter: string): number {
    return this.log
      .map(({ command }) => this.effect(command))
      .filter((effect) => effect.counter === counter)
      .reduce((sum, { amount }) => sum + amount, 0);
  }

  private effect(command: ToyCommand): { readonly counter: string; readonly amount: number } {
    if (command.kind === 'add') return command;
    const cited = command.kind === 'undo' ? this.log[Number(command.revision)] : undefined;
    if (!cited) return { counter: '', amount: 0 };
    const { counter, amount } = this.effect(cited.command);
    return { counter, amount: 0 - amount };
  }
}
