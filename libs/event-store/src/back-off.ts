import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds. */
export interface Pauses {
  readonly first: number;
  readonly last: number;
}

/** The longest is short enough that all works again soon after an outage, however long that was. */
const PAUSES: Pauses = { first: 250, last: 2_000 };

/** Pauses between tries, each twice as long as the one before, up to a limit. */
export class BackOff {
  private next: number;

  constructor(private readonly pauses: Pauses = PAUSES) {
    this.next = pauses.first;
  }

  /** Something was done: the next outage begins with the shortest pause. */
  reset(): void {
    this.next = this.pauses.first;
  }

  /** Ends early when aborted. */
  async pause(signal: AbortSignal): Promise<void> {
    const ms = this.next;
    this.next = Math.min(ms * 2, this.pauses.last);
    await rest(ms, signal);
  }
}

/** Ends early when aborted. */
export const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);
