import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { InboxAlarm } from './errors.js';
import { readMessage } from './message-codec.js';
import type { Message } from './message.js';

export interface TopicReaderOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  /** Readers of one group share the partitions of the topic among themselves. */
  readonly groupId: string;
  /** Handles messages, in their order and for good: `Inbox.receive`. They may have been handled before. */
  readonly receive: (messages: readonly Message[]) => Promise<void>;
  /** It has stopped before a message that cannot be handled, and stays stopped. */
  readonly onAlarm: (error: InboxAlarm) => void;
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
 * Reads a topic from its first message and hands it over. What Kafka remembers of it is only where to go on reading; what
 * was handled, the inbox knows.
 */
export class TopicReader {
  private retryMs = FIRST_RETRY_MS;

  constructor(private readonly options: TopicReaderOptions) {}

  /** Ends when `signal` aborts, or before a message that cannot be handled. Rejects never. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.read(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof InboxAlarm) return this.options.onAlarm(error);
        this.options.onOutage?.(error);
        await delay(this.retryMs, undefined, { signal }).catch(() => undefined);
        this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
      }
    }
  }

  private async read(signal: AbortSignal): Promise<void> {
    const { kafka, topic, groupId, sessionMs = SESSION_MS } = this.options;
    const consumer = kafka.consumer({
      ...{ groupId, sessionTimeout: sessionMs, allowAutoTopicCreation: false },
      heartbeatInterval: Math.floor(sessionMs / 4),
      // It is not to start again by itself: what failed is told, and a new reader begins.
      retry: { ...RETRY, restartOnFailure: async () => false },
    });
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
      try {
        await this.options.receive(messages.map(({ value }) => readMessage(value)));
      } catch (error) {
        // Nothing of this partition is handed out until the reader is gone.
        payload.pause();
        return fail(error);
      }
      this.retryMs = FIRST_RETRY_MS;
      payload.resolveOffset(messages.at(-1)?.offset ?? '');
      await payload.commitOffsetsIfNecessary();
      await payload.heartbeat();
    }
  }
}
