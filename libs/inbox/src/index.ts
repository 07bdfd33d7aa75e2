export { BatchReader, type BatchReaderOptions, type ReceivedBatch } from './batch-reader.js';
export * from './errors.js';
export { Inbox, type InboxOptions, type Received, type Work } from './inbox.js';
export type { Message } from './message.js';
export { readMessage } from './message-codec.js';
export { migrateInbox } from './migrate.js';
export { TopicReader, type TopicReaderOptions } from './topic-reader.js';
