import { BackOff, rest, type Pauses } from './back-off.js';
import { isOurs } from './failures.js';
import type { EventStore } from './event-store.js';
import { LogWentBack } from './ground.js';
import { Trail, type Loss } from './trail.js';

export interface FollowLoopOptions {
  /** It has stopped for a cause that is ours; it looks again after a long while. */
  readonly onStopped: (error: unknown) => void;
  /** Something it needs is not there; it tries again soon, and then less often. */
  readonly onOutage: (error: unknown) => void;
  /** Whether an error only means that it is to start from what is kept, at once. */
  readonly startsAnew?: (error: unknown) => boolean | Promise<boolean>;
  /**
   * The log does not hold any more what the follower was given, by `trail`. Asked before each try. One that has told
   * others notes it and stops; one that tells nobody makes its state anew.
   */
  readonly proof?: Proof;
  readonly pauses?: Pauses | undefined;
  /** Milliseconds until what stopped it is looked at again. */
  readonly stoppedMs?: number | undefined;
}

export interface Proof {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly onLost: (losses: readonly Loss[]) => void | Promise<void>;
}

/** Milliseconds: a cause that is ours needs people, and each look tells them again. */
export const STOPPED_RETRY = 300_000;

/**
 * How everybody who follows the log goes on: tries, and when a try failed, tries again from what is kept. The one place
 * that decides how long it waits, so that no follower is given up for ever and none asks a database that is away all the
 * time.
 */
export class FollowLoop {
  /** What the follower was given and has used: to be noted by it. */
  readonly trail = new Trail();
  private readonly backOff: BackOff;

  constructor(private readonly options: FollowLoopOptions) {
    this.backOff = new BackOff(options.pauses);
  }

  /** The outage, if there was one, is over. */
  progressed(): void {
    this.backOff.reset();
  }

  /**
   * Ends when `signal` aborts, or when a try says that it is over; one that says nothing is followed by the next at once.
   * Rejects never.
   */
  async run(
    once: (signal: AbortSignal) => Promise<'over' | void>,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.prove();
        if ((await once(signal)) === 'over') return;
      } catch (error) {
        if (signal.aborted) return;
        await this.goOnAfter(error, signal);
      }
    }
  }

  private async goOnAfter(error: unknown, signal: AbortSignal): Promise<void> {
    try {
      if (await this.options.startsAnew?.(error)) return;
      // What it has lost is looked for before the next try. Not at once: a log may still be on its way back.
      if (error instanceof LogWentBack) await this.backOff.pause(signal);
      else await this.rest(error, signal);
    } catch (failure) {
      await this.rest(failure, signal);
    }
  }

  private async prove(): Promise<void> {
    const { proof } = this.options;
    const losses = proof === undefined ? [] : await this.trail.losses(proof.store);
    if (losses.length === 0) return;
    await proof?.onLost(losses);
    this.trail.forget();
  }

  private async rest(error: unknown, signal: AbortSignal): Promise<void> {
    const { onStopped, onOutage, stoppedMs = STOPPED_RETRY } = this.options;
    if (isOurs(error)) {
      onStopped(error);
      await rest(stoppedMs, signal);
    } else {
      onOutage(error);
      await this.backOff.pause(signal);
    }
  }
}
