/** Milliseconds of work for readers at one time, and of rest after it: at most a tenth of the event loop is theirs. */
const SLICE_MS = 4;
const REST_MS = 36;

export interface Turn {
  /** Works for some milliseconds at most. Never throws. */
  step(): void;
}

/**
 * Lets readers work in turns. However many there are, posting keeps nine tenths of the event loop: with more to tell
 * than fits, readers hear of entries later and of more at once.
 */
export class ReaderTurns {
  private readonly waiting = new Set<Turn>();
  private timer: NodeJS.Timeout | undefined;
  private restedAt = 0;

  ask(turn: Turn): void {
    this.waiting.add(turn);
    if (this.timer !== undefined) return;
    this.timer = setTimeout(() => this.run(), Math.max(0, this.restedAt - performance.now()));
  }

  forget(turn: Turn): void {
    this.waiting.delete(turn);
  }

  private run(): void {
    const until = performance.now() + SLICE_MS;
    for (const turn of this.waiting) {
      this.waiting.delete(turn);
      turn.step();
      if (performance.now() >= until) break;
    }
    this.restedAt = performance.now() + REST_MS;
    this.timer = this.waiting.size === 0 ? undefined : setTimeout(() => this.run(), REST_MS);
  }
}
