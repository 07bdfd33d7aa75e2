/** Schema of what is known about the table sets; made by the migrations. */
export const CONTROL = 'read_models';
/** The table set that queries read. */
export const LIVE = 'read';
/** A rebuild, until it is switched. */
export const NEXT = 'read_next';
/** The set that a switch replaced, until nobody reads it any more. */
export const OLD = 'read_old';

/** Advisory locks, one number each. */
export const MIGRATION_LOCK = 7_261_001;
export const FOLLOWER_LOCK = 7_261_002;
export const REBUILD_LOCK = 7_261_003;

/**
 * Of the tables and of what is put into them. Raise it when either changes its meaning: a set of another
 * version is not read, it is rebuilt from the first event.
 */
export const PROJECTION_VERSION = 9;
