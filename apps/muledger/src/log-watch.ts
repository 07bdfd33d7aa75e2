import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between two looks. */
const PACE = 5_000;

/** Asks again and again whether the log still holds what this process knows: an idle one would hear of a loss last. */
export class LogWatch {
  private readonly closing = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly prove: () => Promise<void>,
    private readonly paceMs = PACE,
  ) {
    this.running = this.run();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      await delay(this.paceMs, undefined, { signal }).catch(() => undefined);
      // What keeps the log from answering is told by others.
      if (!signal.aborted) await this.prove().catch(() => undefined);
    }
  }
}
