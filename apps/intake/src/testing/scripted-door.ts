import type { AskedCommand, CommandDoor, CommandOutcome } from '../command-door.js';

/** A door that records what it is asked, once for each id, and is closed or refuses as told. */
export class ScriptedDoor implements CommandDoor {
  /** Ids in the order they were recorded in. */
  readonly recorded: string[] = [];
  /** What it was asked, as it was asked. */
  readonly asked: AskedCommand[] = [];
  /** Ids of each call. */
  readonly calls: string[][] = [];
  /** Ids that cannot be decided now. */
  readonly away = new Set<string>();
  /** Ids whose commands the rules refuse. */
  readonly refuses = new Set<string>();
  /** Called before each answer. */
  onPost: () => void = () => undefined;

  async post(asked: readonly AskedCommand[]): Promise<CommandOutcome[]> {
    this.asked.push(...asked);
    this.calls.push(asked.map(({ entryId }) => entryId));
    this.onPost();
    return asked.map(({ entryId }) => this.decide(entryId));
  }

  private decide(entryId: string): CommandOutcome {
    if (this.away.has(entryId)) return { kind: 'unavailable', error: new Error('away') };
    if (this.refuses.has(entryId)) {
      const problem = {
        type: '/problems/x',
        title: 't',
        status: 409,
        code: 'insufficient-balance',
      };
      return {
        kind: 'refused',
        problem: { zh: problem, en: { ...problem, detail: 'too little' } },
      };
    }
    const before = this.recorded.indexOf(entryId);
    const revision = before >= 0 ? before : this.recorded.push(entryId) - 1;
    const posted = { revision: String(revision), recordedAt: '2026-01-01T00:00:00.000Z', lots: [] };
    return { kind: 'recorded', posted, repeated: before >= 0 };
  }
}
