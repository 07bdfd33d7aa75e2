import { setTimeout as delay } from 'node:timers/promises';
import { isOurs } from '#event-store';
import type { Log } from './log.js';

/** Something that reads the log and does its own work with it. */
export interface Follower {
  readonly name: string;
  /** Runs until `signal` aborts, and then ends when what it does is done. Throws when it cannot go on. */
  run(signal: AbortSignal): Promise<void>;
}

/** Is told which followers do not do their work. */
export interface FollowerWatch {
  fail(follower: string, error: unknown): void;
  /** @param ledgers how many it has set aside because of what is ours; the others go on */
  setAside(follower: string, ledgers: number): void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
/** A follower that ran this long before it failed has its patience back. */
const SETTLED_MS = 60_000;

/** Runs a follower, and again after a pause when it failed: each one starts where it left off. */
export const supervise = async (
  follower: Follower,
  { log, health }: { readonly log: Log; readonly health?: FollowerWatch },
  signal: AbortSignal,
) => {
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    const started = performance.now();
    try {
      await follower.run(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (performance.now() - started > SETTLED_MS) retryMs = FIRST_RETRY_MS;
      if (isOurs(error)) retryMs = LAST_RETRY_MS;
      health?.fail(follower.name, error);
      log.error({ err: error, follower: follower.name, retryMs }, 'a follower failed');
    }
    await delay(retryMs, undefined, { signal }).catch(() => undefined);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  }
};
