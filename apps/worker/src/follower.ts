import { FollowLoop } from '#event-store';
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
  /** It does its work again, or another process does. */
  recover(follower: string): void;
  /** @param ledgers how many it has set aside because of what is ours; the others go on */
  setAside(follower: string, ledgers: number): void;
}

/** A follower that ran this long before it failed has its patience back. */
const SETTLED_MS = 60_000;
/** Milliseconds until one that stopped for a cause of ours is tried again. */
const STOPPED_MS = 30_000;

/** Runs a follower, and again after a pause when it failed: each one starts where it left off. */
export const supervise = async (
  follower: Follower,
  { log, health }: { readonly log: Log; readonly health?: FollowerWatch },
  signal: AbortSignal,
): Promise<void> => {
  const tell = (error: unknown): void => {
    health?.fail(follower.name, error);
    log.error({ err: error, follower: follower.name }, 'a follower failed');
  };
  const loop = new FollowLoop({ onStopped: tell, onOutage: tell, stoppedMs: STOPPED_MS });
  await loop.run(async () => {
    const started = performance.now();
    try {
      await follower.run(signal);
    } finally {
      if (performance.now() - started > SETTLED_MS) loop.progressed();
    }
    return 'over';
  }, signal);
  // Told to end, it lacks nothing; another process may do its work from now on, and says how it goes.
  health?.recover(follower.name);
};
