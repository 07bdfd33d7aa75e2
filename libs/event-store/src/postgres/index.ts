export { claimHome, holdAppends, logHome, moveHome, type LogHome } from './home.js';
export { migrateEventStore, type MigrateOptions } from './migrate.js';
export { createEventStorePool, type ConnectionSource } from './pool.js';
export { PostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.js';
export { PostgresSnapshotStore } from './postgres-snapshot-store.js';
