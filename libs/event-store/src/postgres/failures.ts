import { DatabaseError } from 'pg';
import { isOurs, provesRollback } from '../failures.js';
import { AppendOutcomeUnknown, EventIdReused, StoreUnavailable } from '../event-store.js';

const UNIQUE_VIOLATION = '23505';
/** In the detail of a unique violation. */
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** What pg answers for a statement it has never sent. */
const NEVER_SENT = /not queryable|after calling end/;

/** The failure of a read, or of anything else that may simply be done again. */
export function readFailure(error: unknown): unknown {
  if (isOurs(error) || error instanceof StoreUnavailable) return error;
  return new StoreUnavailable('the event store cannot be reached', { cause: error });
}

/**
 * The failure of an append that was handed to a connection. Only some answers prove that the transaction was rolled
 * back; one that ends the session may arrive after the commit. By its code: the severity is in the language of the server.
 */
export function appendFailure(stream: string, error: unknown): unknown {
  if (error instanceof DatabaseError && provesRollback(error)) {
    if (error.code !== UNIQUE_VIOLATION) return readFailure(error);
    const id = error.constraint === 'events_id' && UUID.exec(error.detail ?? '')?.[0];
    if (id) return new EventIdReused(id, { cause: error });
    // Positions and revisions only collide when something wrote beside the lock.
    return new StoreUnavailable('a rival append came between', { cause: error });
  }
  if (!(error instanceof DatabaseError) && isOurs(error)) return error;
  if (error instanceof Error && NEVER_SENT.test(error.message)) return readFailure(error);
  return new AppendOutcomeUnknown(stream, { cause: error });
}
