import { Gauge, type Registry } from 'prom-client';
import { isOurs, lossInWords, mergedLoss, ToldAndLost, type Loss } from '#event-store';
import type { Localised } from '#platform';
import { TablesAhead } from '#read-models';

/** `stopped`: for a cause that is ours, looked at again after a long while. `waiting`: for something that is away. */
export type Ailment = 'stopped' | 'waiting' | 'ledgers-set-aside' | `building: ${string}`;

export interface Ailing {
  readonly follower: string;
  readonly state: Ailment;
}

/** Which followers of this process do not do their work, or not all of it. Requests are answered all the same. */
export class FollowerHealth {
  private readonly failed = new Map<string, 'stopped' | 'waiting'>();
  private readonly aside = new Map<string, number>();
  /** By follower: how far what it keeps is built. */
  private readonly built = new Map<string, Localised>();
  /** By follower: what it has told or keeps, and the log has lost. */
  private readonly undecided = new Map<string, string>();
  /** What this process knew and the log has lost, in the order in which it was heard of. */
  private lost: readonly Loss[] = [];

  constructor(registry: Registry) {
    const stopped = new Gauge({
      name: 'muledger_follower_stopped',
      help: '1 while a follower has stopped for a cause that is ours',
      labelNames: ['follower'],
      registers: [registry],
      collect: () => {
        stopped.reset();
        for (const [name, state] of this.failed)
          if (state === 'stopped') stopped.set({ follower: kindOf(name) }, 1);
      },
    });
    const setAside = new Gauge({
      name: 'muledger_ledgers_set_aside',
      help: 'Ledgers that a follower has set aside before an entry that it cannot take',
      labelNames: ['follower'],
      registers: [registry],
      collect: () => {
        setAside.reset();
        for (const [follower, count] of this.aside) setAside.set({ follower }, count);
      },
    });
  }

  fail(follower: string, error: unknown): void {
    this.failed.set(follower, isOurs(error) ? 'stopped' : 'waiting');
    if (error instanceof ToldAndLost || error instanceof TablesAhead)
      this.undecided.set(follower, error.message);
  }

  /** It was given something to do, or stands by. */
  recover(follower: string): void {
    this.failed.delete(follower);
    this.undecided.delete(follower);
    this.built.delete(follower);
  }

  /** The log went back behind what this process knew. Said until it ends: somebody was told what is gone. */
  lose(losses: readonly Loss[]): void {
    for (const loss of losses) {
      // Followers and sequencer have not all come as far: together they know all that is gone.
      const same = this.lost.find((one) => isSameLoss(one, loss));
      this.lost = [...this.lost.filter((one) => one !== same), mergedLoss(same, loss)];
    }
  }

  /** Sentences for people. */
  get losses(): readonly string[] {
    const lost = this.lost.map(
      (loss) => `log-went-back: ${lossInWords(loss)} (docs/runbooks/restore.md)`,
    );
    return [...lost, ...this.undecided.values()];
  }

  /** @param words how far it is; nothing when it is done */
  building(follower: string, words: Localised | undefined): void {
    if (words === undefined) this.built.delete(follower);
    else this.built.set(follower, words);
  }

  /** How far it is with what it builds anew; nothing when it builds nothing. */
  buildOf(follower: string): Localised | undefined {
    return this.built.get(follower);
  }

  /** @param ledgers how many; none any more when 0 */
  setAside(follower: string, ledgers: number): void {
    this.aside.set(follower, ledgers);
  }

  get ailing(): readonly Ailing[] {
    const aside = [...this.aside].filter(([, ledgers]) => ledgers > 0);
    // Parts of one follower, as the snapshots of each ledger, are told as one.
    const failed = new Map(Array.from(this.failed, ([name, state]) => [kindOf(name), state]));
    const built = Array.from(this.built, ([follower, words]) => ({
      follower,
      state: `building: ${words.en}` as const,
    }));
    return [
      ...built,
      ...Array.from(failed, ([follower, state]) => ({ follower, state })),
      ...aside.map(([follower]) => ({ follower, state: 'ledgers-set-aside' as const })),
    ];
  }
}

const kindOf = (name: string): string => name.split(' ')[0] ?? name;

const isSameLoss = (one: Loss, other: Loss): boolean =>
  one.stream === other.stream && one.from <= other.to && other.from <= one.to;
