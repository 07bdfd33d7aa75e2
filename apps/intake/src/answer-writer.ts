import type { OutgoingMessage } from './messages/incoming.js';

/** What is to be said of messages of one partition. */
export interface Answers {
  readonly replies: readonly OutgoingMessage[];
  readonly parked: readonly OutgoingMessage[];
}

export interface AnswerWriter {
  /** Resolves when all are durable, in their order. What failed is unsure, and the writer must not be used again. */
  write(partition: number, answers: Answers): Promise<void>;
  close(): Promise<void>;
}
