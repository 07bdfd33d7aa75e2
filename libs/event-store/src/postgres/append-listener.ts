import { setTimeout as delay } from 'node:timers/promises';
import { BackOff } from '../back-off.js';
import { Client, type ClientConfig } from 'pg';
import { APPENDED_CHANNEL } from './names.js';

/** Milliseconds. */
const RETRY = { first: 100, last: 2_000 };
/** Milliseconds between two questions whether the server is still there: a dead connection brings no hint and no error. */
const HEARTBEAT = 5_000;

/**
 * Wakes followers when something was appended. It holds a connection of its own, makes it anew when
 * it breaks, and is only a hint: whoever waits also wakes by itself after a while.
 */
export class AppendListener {
  /** Grows with every hint. Taken before a read, it tells afterwards whether something came since. */
  heard = 0;
  private readonly sleepers = new Set<() => void>();
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly config: ClientConfig,
    private readonly pollMs: number,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Resolves when more was heard than `heard`, when the poll interval is over or when aborted. */
  next(heard: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const awake = () => {
        clearTimeout(poll);
        this.sleepers.delete(awake);
        signal.removeEventListener('abort', awake);
        resolve();
      };
      const poll = setTimeout(awake, this.pollMs);
      this.sleepers.add(awake);
      signal.addEventListener('abort', awake);
      if (this.heard > heard || signal.aborted) awake();
    });
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    const backOff = new BackOff(RETRY);
    while (!signal.aborted) {
      if (await this.listen(signal)) backOff.reset();
      await backOff.pause(signal);
    }
  }

  /** Listens until the connection breaks or listening is closed. Whether it ever listened. */
  private async listen(signal: AbortSignal): Promise<boolean> {
    const client = new Client({ ...this.config, keepAlive: true });
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    client.on('error', finish);
    client.on('end', finish);
    client.on('notification', () => this.wake());
    signal.addEventListener('abort', finish);
    const connecting = client.connect();
    // Ended once it has connected, also when nobody waits for it any more.
    const ended = finished.then(() => connecting).then(() => client.end());
    try {
      await Promise.race([connecting, finished]);
      if (signal.aborted) return false;
      await client.query(`listen ${APPENDED_CHANNEL}`);
      // What was appended before this moment was announced to nobody.
      this.wake();
      void this.beat(client, finish, signal);
      await finished;
      return true;
    } catch {
      // Followers poll meanwhile, and their reads report the outage.
      return false;
    } finally {
      finish();
      signal.removeEventListener('abort', finish);
      ended.catch(() => undefined);
    }
  }

  /** Asks until listening is closed, or ends it when no answer comes in time. */
  private async beat(client: Client, finish: () => void, signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await delay(HEARTBEAT, undefined, { signal, ref: false });
        await client.query('select');
      }
    } catch {
      finish();
    }
  }

  private wake(): void {
    this.heard++;
    for (const awake of [...this.sleepers]) awake();
  }
}
