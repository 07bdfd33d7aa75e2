export { claimHome, holdAppends, letAppend, logHome, moveHome, type LogHome } from './home.js';
export { LeftBehindLog } from './left-behind-log.js';
export { migrateEventStore, type MigrateOptions } from './migrate.js';
export { createEventStorePool, type ConnectionSource } from './pool.js';
export { PostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.js';
export { PostgresSnapshotStore } from './postgres-snapshot-store.js';
