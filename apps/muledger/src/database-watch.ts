import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '#platform';

/** Milliseconds between two questions. */
const PACE = 1_000;
/** Milliseconds without an answer after which a database is silent. Nothing that answers takes so long for so little. */
const SILENCE_MAX = 3_000;
/** Milliseconds in which an answer is heard that came while this process was busy. */
const GRACE = 100;

export interface DatabaseWatchOptions {
  readonly url: string;
  readonly logger: Logger;
  /** The host is silent: what is open to it will never be answered. */
  readonly onSilence: () => void;
  readonly paceMs?: number;
  readonly silenceMs?: number;
}

/**
 * Asks the database again and again on a connection of its own, because a host that lost its network neither answers nor
 * closes: only a question tells. What it knows is known at once, however busy the pools are.
 */
export class DatabaseWatch {
  private readonly closing = new AbortController();
  private readonly running: Promise<void>;
  private client: pg.Client | undefined;
  private failure: unknown;

  constructor(private readonly options: DatabaseWatchOptions) {
    this.running = this.run();
  }

  /** @throws why it does not answer */
  async assertAnswers(): Promise<void> {
    if (this.failure !== undefined)
      throw new Error('the database does not answer', { cause: this.failure });
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    const { paceMs = PACE } = this.options;
    while (!signal.aborted) {
      const failure = await this.ask();
      if (signal.aborted) break;
      this.tell(failure);
      this.failure = failure;
      await delay(paceMs, undefined, { signal }).catch(() => undefined);
    }
    this.drop();
  }

  /** Why there was no answer; undefined when there was one. */
  private async ask(): Promise<unknown> {
    const { silenceMs = SILENCE_MAX } = this.options;
    const silence = new AbortController();
    const answer = this.answer().then(
      () => undefined,
      (error: unknown) => error ?? new Error('it failed without a reason'),
    );
    const timer = delay(silenceMs, undefined, { signal: silence.signal, ref: false })
      .then(() => delay(GRACE))
      .then(() => {
        const error = new Error(`no answer for ${silenceMs} ms`);
        if (!silence.signal.aborted) this.options.onSilence();
        return error;
      })
      .catch(() => undefined);
    const failure = await Promise.race([answer, timer]);
    silence.abort();
    if (failure !== undefined) this.drop();
    return failure;
  }

  private async answer(): Promise<void> {
    const client = this.client ?? (await this.connect());
    await client.query('select 1');
  }

  private async connect(): Promise<pg.Client> {
    const { url: connectionString, silenceMs = SILENCE_MAX } = this.options;
    const client = new pg.Client({
      ...{ connectionString, application_name: 'muledger watch', keepAlive: true },
      ...{ connectionTimeoutMillis: silenceMs * 2, query_timeout: silenceMs * 2 },
    });
    // A connection that breaks fails the question, which is enough.
    client.on('error', () => undefined);
    this.client = client;
    await client.connect();
    return client;
  }

  private drop(): void {
    this.client?.end().catch(() => undefined);
    this.client = undefined;
  }

  private tell(failure: unknown): void {
    const { logger } = this.options;
    if (failure !== undefined && this.failure === undefined)
      logger.warn({ err: failure }, 'the database does not answer');
    if (failure === undefined && this.failure !== undefined)
      logger.info({}, 'the database answers');
  }
}
