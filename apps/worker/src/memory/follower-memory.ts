/** What a follower of the log knows when it starts again. */
export interface Remembered {
  /** The last event it is done with. */
  readonly position: string;
  /** Whatever else it needs and cannot read off the rest of the log. */
  readonly notes: readonly string[];
}

/** Keeps it across restarts. Losing it costs a reading of the whole log, and changes no fact. */
export interface FollowerMemory {
  load(follower: string): Promise<Remembered | undefined>;
  save(follower: string, remembered: Remembered): Promise<void>;
}

/** For tests: lost with the process. */
export class ProcessMemory implements FollowerMemory {
  private readonly kept = new Map<string, Remembered>();

  async load(follower: string): Promise<Remembered | undefined> {
    return this.kept.get(follower);
  }

  async save(follower: string, remembered: Remembered): Promise<void> {
    this.kept.set(follower, remembered);
  }
}
