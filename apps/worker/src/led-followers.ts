import type { Leadership } from '#event-store';
import type { Follower } from './follower.js';

/** Followers that one process of an installation runs; the others stand by. */
export class LedFollowers implements Follower {
  constructor(
    readonly name: string,
    /** Waits for the right; nothing when the signal aborts first. */
    private readonly lead: (signal: AbortSignal) => Promise<Leadership | undefined>,
    /** Runs until the signal aborts, from what is kept: another process may have been active in between. */
    private readonly runAll: (signal: AbortSignal) => Promise<void>,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const leadership = await this.lead(signal);
      if (leadership === undefined) return;
      try {
        await this.runAll(AbortSignal.any([signal, leadership.lost]));
      } finally {
        leadership.release();
      }
    }
  }
}
