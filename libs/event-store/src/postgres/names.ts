/**
 * Names the server and the adapter must agree on. They are part of released migrations: a changed
 * lock would let an old and a new process append at once.
 */

/** Advisory lock of the transaction that appends. Any constant that nothing else in the database uses. */
export const APPEND_LOCK = '5471023906182350';

/** Advisory lock of the process that migrates. */
export const MIGRATION_LOCK = '5471023906182351';

/** NOTIFY channel: something was appended. */
export const APPENDED_CHANNEL = 'event_store_events';
