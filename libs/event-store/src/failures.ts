import { DatabaseError } from 'pg';

/**
 * Certainly our own: trying the same again comes to the same. Whoever follows the log stops before it, tells, and looks
 * again only after a long while. What is thrown as anything else counts as an outage and is tried again soon.
 */
export class Defect extends Error {
  override readonly name: string = 'Defect';
}

/**
 * SQLSTATE classes and codes that say that the statement or its data is wrong, whenever it is asked: no such feature,
 * cardinality, data, constraint, syntax and names, a limit of the program (an index row too large).
 * `P0001` is raised by our own functions.
 */
const OURS = /^(0A|21|22|23|42|54|P0001)/;

/**
 * Codes of those classes that tell of the server or of what stands before it instead: a plan that a change of the tables
 * made stale, rights that are being changed, statements of another session behind a pooler.
 */
const NOT_OURS = new Set(['0A000', '42501', '42P05']);

/** A server that ends the session with its answer: connection, sign-in, no database, too many connections, shutdown, idle. */
const LAST_WORDS = /^(08|28|3D000|53300|57P|25P03|25P04)/;

/** The session is of no more use: a standby, a transaction that failed unseen, another session behind a pooler. */
const WRONG_SESSION = /^(25006|25P02|26000|42P05|XX)/;

/** A server that fails in the middle may have committed: its disk, its memory of the transaction, itself. */
const OPEN_OUTCOME = /^(40003|53100|58|XX)/;

/**
 * The one list of the project. By class and code only: texts and severities are in the language of the server.
 * Everything that is not certainly ours is an outage.
 */
export const isOurs = (error: unknown): boolean => {
  if (error instanceof Defect) return true;
  if (error instanceof DatabaseError) return isOursByCode(error.code ?? '');
  // Not by class: it may come from another realm.
  return (
    typeof error === 'object' && error !== null && 'name' in error && OUR_NAMES.has(error.name)
  );
};

/** Thrown by the language itself for code that is wrong, and by the rules, which import nothing, for a body they cannot read. */
const OUR_NAMES: ReadonlySet<unknown> = new Set([
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'UnreadableEntry',
]);

/** Whether trying again soon is worth it. */
export const isOutage = (error: unknown): boolean => !isOurs(error);

const isOursByCode = (code: string): boolean => OURS.test(code) && !NOT_OURS.has(code);

/** Whether a connection may be used again after an error: the server answered and goes on. */
export const isAnswered = (error: unknown): boolean =>
  error instanceof DatabaseError &&
  !LAST_WORDS.test(error.code ?? '') &&
  !WRONG_SESSION.test(error.code ?? '');

/** Whether the server ended this one session because it heard nothing in time: in a transaction, or idle. */
export const isEndedForSilence = (error: unknown): boolean =>
  error instanceof DatabaseError && /^(25P03|25P04|57P05)$/.test(error.code ?? '');

/** Whether the answer proves that the transaction was rolled back. Otherwise it may have been committed. */
export const provesRollback = (error: unknown): boolean =>
  error instanceof DatabaseError &&
  !LAST_WORDS.test(error.code ?? '') &&
  !OPEN_OUTCOME.test(error.code ?? '');
