import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { InboxAlarm } from './errors.js';

/** Messages of one partition, in their order. */
export interface ReceivedBatch {
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
}

export interface BatchReaderOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  /** Readers of one group share the partitions of the topic among themselves. */
  readonly groupId: string;
  /**
   * Handles messages, in their order and for good, and tells how many from the first on; fewer than all only when
   * `signal` aborted. They may have been handled before.
   */
  readonly receive: (batch: ReceivedBatch, signal: AbortSignal) => Promise<number>;
  /** Makes what reading needs, before each try. */
  readonly prepare?: () => Promise<void>;
  /** It has its part of the topic, for the first time or again. */
  readonly onReading?: () => void;
  /** It has stopped before a message that cannot be handled, and stays stopped. */
  readonly onAlarm?: (error: InboxAlarm) => void;
  /** Broker, database or handling failed; the same messages are tried again. */
  readonly onOutage?: (error: unknown) => void;
  /** Messages handed to `receive` at once at most. */
  readonly messagesMax?: number;
  /** Milliseconds after which the group gives the partitions of a reader that died to others. */
  readonly sessionMs?: number;
}

const MESSAGES_MAX = 500;
const SESSION_MS = 10_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;
/** Few: a reader that fails is replaced by a new one. */
const RETRY = { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 };

/**
 * Reads a topic from its first message and hands it over. What Kafka remembers of it is only where to go on reading, and
 * that moves when the messages before it are handled.
 */
export class BatchReader {
  private retryMs = FIRST_RETRY_MS;

  constructor(private readonly options: BatchReaderOptions) {}

  /**
   * Ends when `signal` aborts and what was handed out is handled, or before a message that cannot be handled. Rejects
   * never.
   */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.read(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof InboxAlarm) return this.options.onAlarm?.(error);
        this.options.onOutage?.(error);
        await delay(this.retryMs, undefined, { signal }).catch(() => undefined);
        this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
      }
    }
  }

  private async read(signal: AbortSignal): Promise<void> {
    const { kafka, topic, groupId, prepare, onReading } = this.options;
    await prepare?.();
    const consumer = kafka.consumer({
      ...{ groupId, sessionTimeout: this.sessionMs, allowAutoTopicCreation: false },
      heartbeatInterval: this.heartbeatMs,
      // It is not to start again by itself: what failed is told, and a new reader begins.
      retry: { ...RETRY, restartOnFailure: async () => false },
    });
    consumer.on(consumer.events.GROUP_JOIN, () => onReading?.());
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await this.consume(consumer, signal);
    } finally {
      await consumer.disconnect().catch(() => undefined);
    }
  }

  /** Until `signal` aborts or something fails. */
  private consume(consumer: Consumer, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => resolve();
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      const running = consumer.run({
        eachBatchAutoResolve: false,
        eachBatch: (payload) => this.take(payload, signal, reject),
      });
      running.catch(reject);
    });
  }

  private async take(
    payload: EachBatchPayload,
    signal: AbortSignal,
    fail: (error: unknown) => void,
  ): Promise<void> {
    const { messagesMax = MESSAGES_MAX } = this.options;
    const { batch } = payload;
    for (let from = 0; from < batch.messages.length; from += messagesMax) {
      if (signal.aborted || !payload.isRunning() || payload.isStale()) return;
      const messages = batch.messages.slice(from, from + messagesMax);
      let handled: number;
      try {
        const received = this.options.receive({ partition: batch.partition, messages }, signal);
        handled = await this.keepingAlive(received, payload);
      } catch (error) {
        // Nothing of this partition is handed out until the reader is gone.
        payload.pause();
        return fail(error);
      }
      if (handled > 0) await this.commit(payload, messages[handled - 1]);
      if (handled < messages.length) return;
    }
  }

  private async commit(payload: EachBatchPayload, last: KafkaMessage | undefined): Promise<void> {
    this.retryMs = FIRST_RETRY_MS;
    payload.resolveOffset(last?.offset ?? '');
    await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
    await payload.heartbeat();
  }

  /** A reader whose work takes longer than a session would lose its partitions over it. */
  private async keepingAlive<Result>(
    work: Promise<Result>,
    payload: EachBatchPayload,
  ): Promise<Result> {
    // What it fails of, the commit after the work fails of too.
    const beat = (): void => void payload.heartbeat().catch(() => undefined);
    const timer = setInterval(beat, this.heartbeatMs);
    try {
      return await work;
    } finally {
      clearInterval(timer);
    }
  }

  private get sessionMs(): number {
    return this.options.sessionMs ?? SESSION_MS;
  }

  private get heartbeatMs(): number {
    return Math.floor(this.sessionMs / 4);
  }
}
