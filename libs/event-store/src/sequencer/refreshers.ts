interface Refresher {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Those who wait for the newest state. An append that was taken at the expected revision shows that nobody else wrote in
 * between: whoever asked before it left need not have the tail read, and readers do not slow a busy writer down.
 */
export class Refreshers {
  private readonly waiting: Refresher[] = [];
  /** They asked before an append that is under way. */
  private readonly behindAppend: Refresher[] = [];

  get length(): number {
    return this.waiting.length;
  }

  add(): Promise<void> {
    return new Promise((resolve, reject) => void this.waiting.push({ resolve, reject }));
  }

  appending(): void {
    this.behindAppend.push(...this.waiting.splice(0));
  }

  /** @param isNewest the append was taken, and the state has what it wrote */
  appended(isNewest: boolean): void {
    const told = this.behindAppend.splice(0);
    if (!isNewest) this.waiting.push(...told);
    else for (const { resolve } of told) resolve();
  }

  /** Answers all who still wait by what `read` does. Never rejects. */
  async settle(read: () => Promise<unknown>): Promise<void> {
    const asked = this.waiting.splice(0);
    if (asked.length === 0) return;
    try {
      await read();
      for (const { resolve } of asked) resolve();
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
