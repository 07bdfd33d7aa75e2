import type { OutgoingMessage } from './entries/envelope.js';

/** By partition of the topic: the offset of the next message. */
export type TopicEnds = Readonly<Record<string, string>>;

/** Whether something stands in the topic beyond a place. */
export const isBeyond = (place: TopicEnds, now: TopicEnds): boolean =>
  Object.entries(now).some(([partition, end]) => BigInt(end) > BigInt(place[partition] ?? '0'));

/** What somebody was told of an entry. */
export interface Told {
  readonly ledger: string;
  readonly revision: bigint;
  /** Of the entry, and of the message. */
  readonly id: string;
  readonly recordedAt: string;
}

/**
 * Where messages go. One that failed in `write` is closed and another one opened: what became of the messages is not
 * known, and they are written again.
 */
export interface MessageWriter {
  /** Resolves when all are durable, in the order of each key: with where the partitions end that they came to. @throws {MessagesRefused} */
  write(messages: readonly OutgoingMessage[]): Promise<TopicEnds>;
  /** Where the topic ends now. */
  ends(): Promise<TopicEnds>;
  /** What stands in the topic from one place to another; of much only the newest. Undefined where it may not be read. */
  toldBetween(from: TopicEnds, to: TopicEnds): Promise<readonly Told[] | undefined>;
  close(): Promise<void>;
}

/** Connects. @throws when what is behind it is not there */
export type OpenWriter = () => Promise<MessageWriter>;
