export { MemoryEventStore, type MemoryEventStoreOptions } from './memory-event-store.js';
export { MemorySnapshotStore } from './memory-snapshot-store.js';
