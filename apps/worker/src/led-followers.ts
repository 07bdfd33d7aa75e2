import type { Leadership } from '#event-store';
import type { Follower, FollowerWatch } from './follower.js';

/** @param onTaken another process has the right; told after each try */
export type Lead = (signal: AbortSignal, onTaken: () => void) => Promise<Leadership | undefined>;

/** Followers that one process of an installation runs; the others stand by. */
export class LedFollowers implements Follower {
  constructor(
    readonly name: string,
    /** Waits for the right; nothing when the signal aborts first. */
    private readonly lead: Lead,
    /** Runs until the signal aborts, from what is kept: another process may have been active in between. */
    private readonly runAll: (signal: AbortSignal) => Promise<void>,
    private readonly health?: Pick<FollowerWatch, 'recover'>,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Another process may have the right: the database that was away is there again all the same.
      const recover = (): void => this.health?.recover(this.name);
      const leadership = await this.lead(signal, recover);
      if (leadership === undefined) return;
      recover();
      try {
        await this.runAll(AbortSignal.any([signal, leadership.lost]));
      } finally {
        leadership.release();
      }
    }
  }
}
