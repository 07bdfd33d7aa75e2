import { Metadata, status } from '@grpc/grpc-js';
import {
  AppendOutcomeUnknown,
  AppendTooLarge,
  LogDamaged,
  StoreRefuses,
  StoreUnavailable,
  type NewEvent,
} from '../event-store.js';
import { limitsWithin } from './append-limits.js';

/** The call never left this process. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

/** What the server, or the library in its place, answered. */
interface Answer {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** What the library says of a call for which it found no connection. */
const NO_CONNECTION = /^(No connection established|Name resolution failed)/;

/** The name that the server gives to the refusal of an append that is too large. */
const TOO_LARGE = 'maximum-append-size-exceeded';
const UNAVAILABLE: number = status.UNAVAILABLE;

/** Codes that say that the call itself is wrong, and will be so again. */
const DEFECTS = new Set<number>([status.INVALID_ARGUMENT, status.UNIMPLEMENTED]);

const PERMISSION_DENIED: number = status.PERMISSION_DENIED;
const UNAUTHENTICATED: number = status.UNAUTHENTICATED;
/** Codes that prove that nothing was written. */
const NOTHING_DONE = new Set<number>([...DEFECTS, PERMISSION_DENIED, UNAUTHENTICATED]);

export const isStreamNotFound = (error: unknown): boolean =>
  exceptionOf(error) === 'stream-not-found';

/** The node is no leader (any more). It did nothing, and the client knows the leader now. */
export const isNotLeader = (error: unknown): boolean => exceptionOf(error) === 'not-leader';

/**
 * The failure of a read, or of anything else that may simply be done again.
 * @param doing what was asked for, as a right is named: `read $all`
 */
export function readFailure(error: unknown, doing: string): unknown {
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (error instanceof StoreUnavailable || error instanceof LogDamaged) return error;
  if (exceptionOf(error) === 'stream-deleted') return deleted(error);
  if (isAnswer(error)) {
    if (/invalid position/i.test(error.details))
      return new RangeError('no event stands at that position', { cause: error });
    if (error.code === PERMISSION_DENIED)
      return new StoreRefuses(`the event store gives us no right to ${doing}`, { cause: error });
    if (error.code === UNAUTHENTICATED)
      return new StoreRefuses('the event store does not know our user or password', {
        cause: error,
      });
    if (DEFECTS.has(error.code)) return error;
  }
  return new StoreUnavailable('the event store cannot be reached', { cause: error });
}

/** The failure of an append: whatever does not prove that nothing was written leaves it open. */
export function appendFailure(stream: string, events: readonly NewEvent[], error: unknown) {
  if (error instanceof TypeError) return error;
  const doing = `append to ${stream}`;
  if (error instanceof NotSent || isNotLeader(error)) return readFailure(error, doing);
  if (!isAnswer(error)) return new AppendOutcomeUnknown(stream, { cause: error });
  const exception = exceptionOf(error);
  if (exception === 'stream-deleted') return deleted(error);
  if (exception === TOO_LARGE) return tooLarge(events, error);
  const never = error.code === UNAVAILABLE && NO_CONNECTION.test(error.details);
  if (never || NOTHING_DONE.has(error.code)) return readFailure(error, doing);
  return new AppendOutcomeUnknown(stream, { cause: error });
}

const deleted = (cause: unknown): LogDamaged =>
  new LogDamaged('a stream of the log was deleted', { cause });

/** The server was set to less than its default; its answer names its limit in bytes. */
function tooLarge(events: readonly NewEvent[], error: Answer): AppendTooLarge {
  const told = Number(error.metadata.get('maximum-append-size')[0]);
  const bytes = events.reduce(
    (sum, { body, metadata }) => sum + Buffer.byteLength(body) + Buffer.byteLength(metadata),
    0,
  );
  return new AppendTooLarge(limitsWithin(told), events.length, bytes);
}

/** What the server calls it, beside a code that many failures share. */
const exceptionOf = (error: unknown): string | undefined =>
  isAnswer(error) ? error.metadata.get('exception')[0]?.toString() : undefined;

const isAnswer = (error: unknown): error is Error & Answer =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'number' &&
  'details' in error &&
  typeof error.details === 'string' &&
  'metadata' in error &&
  error.metadata instanceof Metadata;
