import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from '../installation.js';
import type { ServerProcess } from '../server-process.js';

/** Milliseconds until a reader comes again, and the silence after which it gives a connection up. */
const AGAIN = 250;
const SILENCE_MAX = 20_000;

/** Reads the stream of a ledger through one door the whole time, and notes each entry that is not the next one. */
export class StreamWitness {
  readonly faults: string[] = [];
  /** Revision of the last entry it was told of. */
  last: bigint;
  /** What became of its last connection. */
  said = 'nothing yet';
  private readonly closing = new AbortController();
  private readonly running: Promise<void>;

  /** @param from the last entry it need not be told of */
  constructor(
    private readonly installation: Installation,
    /** Another process may stand there later. */
    private readonly door: () => ServerProcess,
    private readonly ledger: string,
    from: bigint,
  ) {
    this.last = from;
    this.running = this.run();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      try {
        await this.read();
        this.said = 'ended';
      } catch (error) {
        this.said = String(error);
      }
      await pause(AGAIN, undefined, { signal }).catch(() => undefined);
    }
  }

  private async read(): Promise<void> {
    const given = new AbortController();
    const signal = AbortSignal.any([this.closing.signal, given.signal]);
    const timer = setTimeout(() => given.abort(new Error('silent')), SILENCE_MAX);
    try {
      const token = await this.installation.token(`auditor@${this.ledger}`);
      const answer = await fetch(`${this.door().url}/v1/ledgers/${this.ledger}/stream`, {
        headers: { authorization: `Bearer ${token}`, 'last-event-id': `r${this.last}` },
        signal,
      });
      if (answer.status !== 200 || answer.body === null) {
        await answer.body?.cancel();
        throw new Error(`${answer.status}`);
      }
      this.said = 'open';
      let text = '';
      for await (const bytes of answer.body.pipeThrough(new TextDecoderStream())) {
        timer.refresh();
        text += bytes;
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) {
          const [, revision] = /^id: r(\d+)-/.exec(line) ?? [];
          if (revision !== undefined) this.hear(BigInt(revision));
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private hear(revision: bigint): void {
    if (revision !== this.last + 1n)
      this.faults.push(`stream of ${this.ledger}: ${revision} told after ${this.last}`);
    this.last = revision;
  }
}
