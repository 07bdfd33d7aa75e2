import { BatchReader, type BatchReaderOptions } from './batch-reader.js';
import type { InboxAlarm } from './errors.js';
import { readMessage } from './message-codec.js';
import type { Message } from './message.js';

export interface TopicReaderOptions extends Omit<BatchReaderOptions, 'receive' | 'onAlarm'> {
  /** Handles messages, in their order and for good: `Inbox.receive`. They may have been handled before. */
  readonly receive: (messages: readonly Message[]) => Promise<void>;
  readonly onAlarm: (error: InboxAlarm) => void;
}

/** Reads messages of muledger. What was handled, the inbox knows. */
export class TopicReader {
  private readonly reader: BatchReader;

  constructor({ receive, ...options }: TopicReaderOptions) {
    this.reader = new BatchReader({
      ...options,
      receive: async ({ messages }) => {
        await receive(messages.map(({ value }) => readMessage(value)));
        return messages.length;
      },
    });
  }

  /** Ends when `signal` aborts, or before a message that cannot be handled. Rejects never. */
  run(signal: AbortSignal): Promise<void> {
    return this.reader.run(signal);
  }
}
