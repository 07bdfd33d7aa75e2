import type { Readable } from 'node:stream';

/** Messages kept before the sender is told to wait. */
const WAITING_MAX = 2_000;

/** What came and was not taken yet; it lets a reader have as much as is there at once. */
export class MessageQueue<Message> {
  private waiting: Message[] = [];
  private source: Readable | undefined;
  private wake: () => void = ignore;
  private ended = false;
  private failure: { readonly error: unknown } | undefined;
  private stop: () => void = ignore;

  /** Takes from a stream of objects, and holds it up while too much waits. */
  feed(source: Readable): void {
    this.source = source;
    source.on('data', (message: Message) => {
      this.waiting.push(message);
      if (this.waiting.length >= WAITING_MAX) source.pause();
      this.wake();
    });
  }

  onClose(stop: () => void): void {
    if (this.ended) stop();
    else this.stop = stop;
  }

  end(): void {
    this.ended = true;
    this.wake();
  }

  fail(error: unknown): void {
    if (!this.ended) this.failure = { error };
    this.end();
  }

  /** Nothing more is wanted. */
  close(): void {
    if (this.ended) return;
    this.end();
    this.stop();
  }

  /** Until it ends, and then throws if that was a failure; or until nothing came for `idleMs`. */
  async *batches(idleMs: number): AsyncGenerator<readonly Message[]> {
    for (;;) {
      if (this.waiting.length === 0 && !this.ended && !(await this.something(idleMs))) return;
      const batch = this.waiting;
      this.waiting = [];
      if (batch.length > 0) yield batch;
      if (this.source?.isPaused()) this.source.resume();
      if (this.ended && this.waiting.length === 0) break;
    }
    if (this.failure) throw this.failure.error;
  }

  private something(idleMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), idleMs);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = ignore;
        resolve(this.waiting.length > 0 || this.ended);
      };
    });
  }
}

const ignore = (): void => undefined;
