import type { OutgoingMessage } from './entries/envelope.js';

/**
 * Where messages go. One that failed in `write` is closed and another one opened: what became of the messages is not
 * known, and they are written again.
 */
export interface MessageWriter {
  /** Resolves when all are durable, in the order of each key. @throws {MessagesRefused} */
  write(messages: readonly OutgoingMessage[]): Promise<void>;
  close(): Promise<void>;
}

/** Connects. @throws when what is behind it is not there */
export type OpenWriter = () => Promise<MessageWriter>;
