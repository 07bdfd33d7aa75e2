import { Metadata, status } from '@grpc/grpc-js';
import {
  AppendOutcomeUnknown,
  AppendTooLarge,
  LogDamaged,
  StoreUnavailable,
  type AppendLimits,
  type NewEvent,
} from '../event-store.js';

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

const UNAVAILABLE: number = status.UNAVAILABLE;

/** Codes that say that the call itself is wrong, and will be so again. */
const DEFECTS = new Set<number>([
  status.INVALID_ARGUMENT,
  status.PERMISSION_DENIED,
  status.UNAUTHENTICATED,
  status.UNIMPLEMENTED,
]);

export const isStreamNotFound = (error: unknown): boolean =>
  exceptionOf(error) === 'stream-not-found';

/** The node is no leader (any more). It did nothing, and the client knows the leader now. */
export const isNotLeader = (error: unknown): boolean => exceptionOf(error) === 'not-leader';

/** The failure of a read, or of anything else that may simply be done again. */
export function readFailure(error: unknown): unknown {
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (error instanceof StoreUnavailable || error instanceof LogDamaged) return error;
  if (exceptionOf(error) === 'stream-deleted') return deleted(error);
  if (isAnswer(error)) {
    if (/invalid position/i.test(error.details))
      return new RangeError('no event stands at that position', { cause: error });
    if (DEFECTS.has(error.code)) return error;
  }
  return new StoreUnavailable('the event store cannot be reached', { cause: error });
}

/** The failure of an append: whatever does not prove that nothing was written leaves it open. */
export function appendFailure(stream: string, events: readonly NewEvent[], error: unknown) {
  if (error instanceof TypeError) return error;
  if (error instanceof NotSent || isNotLeader(error)) return readFailure(error);
  if (!isAnswer(error)) return new AppendOutcomeUnknown(stream, { cause: error });
  const exception = exceptionOf(error);
  if (exception === 'stream-deleted') return deleted(error);
  if (exception === 'maximum-append-size-exceeded') return tooLarge(events, error);
  const never = error.code === UNAVAILABLE && NO_CONNECTION.test(error.details);
  if (never || DEFECTS.has(error.code)) return readFailure(error);
  return new AppendOutcomeUnknown(stream, { cause: error });
}

const deleted = (cause: unknown): LogDamaged =>
  new LogDamaged('a stream of the log was deleted', { cause });

/** The server was set to less than its default, which our own limits leave room for. */
function tooLarge(events: readonly NewEvent[], error: Answer): AppendTooLarge {
  const bytesMax = Number(error.metadata.get('maximum-append-size')[0]);
  const limits: AppendLimits = { eventsMax: events.length, bytesMax };
  const bytes = events.reduce(
    (sum, { body, metadata }) => sum + Buffer.byteLength(body) + Buffer.byteLength(metadata),
    0,
  );
  return new AppendTooLarge(limits, events.length, bytes);
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
