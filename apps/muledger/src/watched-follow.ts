import { LogWentBack, type EventStore, type FollowBatch, type Position } from '#event-store';
import { logWith } from './log-with.js';

/** Is told how somebody follows the log. */
export interface FollowWatch {
  /** The follower was given a batch. */
  given(batch: FollowBatch): void;
  /** It is done with that batch, and waits for more. */
  done(batch: FollowBatch): void;
  /** What it was given is gone from the log: it goes no further from there. */
  wentBack?(): void;
  /** It follows no more: it was told to end, or failed. */
  ended(): void;
}

/**
 * The log for one follower, which is watched whenever it follows: a follower asks for the next batch when it is done
 * with the last one, so nothing in it need be changed. All else goes straight to the log.
 */
export const watchedFollow = (
  log: EventStore,
  begin: (after: Position | null) => FollowWatch,
): EventStore =>
  logWith(log, {
    async *follow(after, ...rest) {
      const watch = begin(after);
      try {
        for await (const batch of log.follow(after, ...rest)) {
          watch.given(batch);
          yield batch;
          watch.done(batch);
        }
      } catch (error) {
        if (error instanceof LogWentBack) watch.wentBack?.();
        throw error;
      } finally {
        watch.ended();
      }
    },
  });
