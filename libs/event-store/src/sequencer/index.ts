export * from './errors.js';
export { eventId } from './event-id.js';
export { RevisionGap, type StreamHead } from './folded-stream.js';
export type { RoundObserved, SequencerObserver } from './observer.js';
export type { SequencerOptions } from './options.js';
export type { BatchOptions, BatchOutcome, Failed, LineOutcome } from './outcomes.js';
export { Sequencer } from './sequencer.js';
export { SnapshotWriter, type SnapshotWriterOptions } from './snapshot-writer.js';
