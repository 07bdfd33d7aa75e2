import type { Ground } from '#event-store';

/** What a follower of the log knows when it starts again. */
export interface Remembered {
  /** The last event it is done with. */
  readonly position: string;
  /** Whatever else it needs and cannot read off the rest of the log. */
  readonly notes: readonly string[];
  /** The event at `position`; absent where an older version kept the place. */
  readonly ground?: Ground | undefined;
  /** The last event of each stream that others were told. */
  readonly told?: readonly Ground[] | undefined;
  /** Where that ended which it told them by, part by part. */
  readonly ends?: Readonly<Record<string, string>> | undefined;
}

/** Keeps it across restarts. Losing it costs a reading of the whole log, and changes no fact. */
export interface FollowerMemory {
  load(follower: string): Promise<Remembered | undefined>;
  /**
   * Fenced: a process that lost the lead unheard must not move back what another one has moved on.
   * @param expected position at which this process left it, empty before the first
   * @returns whether it was there still; nothing is kept otherwise
   */
  replace(follower: string, remembered: Remembered, expected: string): Promise<boolean>;
  /** It begins from the first event: the place was of a log that is not there any more. */
  forget(follower: string): Promise<void>;
}

/** Another process follows from elsewhere: this one must begin again from what is kept, if it still leads. */
export class PlaceMoved extends Error {
  override readonly name = 'PlaceMoved';
}

/** For tests: lost with the process. */
export class ProcessMemory implements FollowerMemory {
  private readonly kept = new Map<string, Remembered>();

  async load(follower: string): Promise<Remembered | undefined> {
    return this.kept.get(follower);
  }

  async replace(follower: string, remembered: Remembered, expected: string): Promise<boolean> {
    if ((this.kept.get(follower)?.position ?? '') !== expected) return false;
    this.kept.set(follower, remembered);
    return true;
  }

  async forget(follower: string): Promise<void> {
    this.kept.delete(follower);
  }
}
