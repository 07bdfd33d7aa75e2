import { DatabaseError } from 'pg';
import { AppendOutcomeUnknown, EventIdReused, StoreUnavailable } from '../event-store.js';

/**
 * SQLSTATE classes that say the server could not do it now: connection, rolled back (deadlock,
 * serialization), resources, lock not available, operator (a statement timeout among them), system.
 */
const UNAVAILABLE_CLASSES = new Set(['08', '40', '53', '55', '57', '58']);
/** A standby that has not been promoted yet. */
const READ_ONLY = '25006';
const UNIQUE_VIOLATION = '23505';
/** In the detail of a unique violation. */
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** What pg answers for a statement it has never sent. */
const NEVER_SENT = /not queryable|after calling end/;

/** The failure of a read, or of anything else that may simply be done again. */
export function readFailure(error: unknown): unknown {
  if (isDefect(error) || error instanceof StoreUnavailable) return error;
  return new StoreUnavailable('the event store cannot be reached', { cause: error });
}

/**
 * The failure of an append that was handed to a connection. Only an answer of severity ERROR proves
 * that the transaction was rolled back; a FATAL one may arrive after the commit.
 */
export function appendFailure(stream: string, error: unknown): unknown {
  if (error instanceof DatabaseError && error.severity === 'ERROR') {
    if (error.code !== UNIQUE_VIOLATION) return readFailure(error);
    const id = error.constraint === 'events_id' && UUID.exec(error.detail ?? '')?.[0];
    if (id) return new EventIdReused(id, { cause: error });
    // Positions and revisions only collide when something wrote beside the lock.
    return new StoreUnavailable('a rival append came between', { cause: error });
  }
  if (error instanceof TypeError) return error;
  if (error instanceof Error && NEVER_SENT.test(error.message)) return readFailure(error);
  return new AppendOutcomeUnknown(stream, { cause: error });
}

function isDefect(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return error instanceof TypeError;
  const code = error.code ?? '';
  return !UNAVAILABLE_CLASSES.has(code.slice(0, 2)) && code !== READ_ONLY;
}
