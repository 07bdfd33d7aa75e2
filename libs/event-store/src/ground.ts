import { hash } from 'node:crypto';
import {
  RevisionConflict,
  type EventStore,
  type ExpectedRevision,
  type Ground,
  type NewEvent,
  type Position,
  type RecordedEvent,
  type StreamRevision,
} from './event-store.js';

/**
 * SHA-256 in hexadecimal over id, type, body and metadata, a line feed between each two. `append_events` of the
 * PostgreSQL log computes the same. None of the texts holds a line feed: JSON escapes it.
 */
export const digestOf = ({ id, type, body, metadata }: NewEvent): string =>
  hash('sha256', `${id}\n${type}\n${body}\n${metadata}`);

export const groundAt = (stream: string, revision: StreamRevision, event: NewEvent): Ground => ({
  ...{ stream, revision },
  id: event.id,
  digest: digestOf(event),
});

export const groundOf = (event: RecordedEvent): Ground =>
  groundAt(event.stream, event.revision, event);

/** As it is kept beside a place, in JSON, which has no 64 bits. */
export const groundNote = ({ stream, revision, id, digest }: Ground): Record<string, string> => ({
  ...{ stream, revision: String(revision), id, digest },
});

/** Undefined where none was kept: such a place is taken by its number once. */
export const readGroundNote = (note: unknown): Ground | undefined => {
  if (typeof note !== 'object' || note === null) return undefined;
  const { stream, revision, id, digest }: Record<string, unknown> = { ...note };
  if (typeof revision !== 'string' || !/^\d+$/.test(revision)) return undefined;
  return {
    stream: String(stream),
    revision: BigInt(revision),
    id: String(id),
    digest: String(digest),
  };
};

export const standsOn = (ground: Ground, event: RecordedEvent | undefined): boolean =>
  event?.stream === ground.stream &&
  event.revision === ground.revision &&
  digestOf(event) === ground.digest;

/**
 * The log does not hold the event that somebody stood on: what came to that place is gone from it, and perhaps more
 * before it. Nothing may be decided, written, shown or answered on it.
 */
export class LogWentBack extends RevisionConflict {
  override readonly name = 'LogWentBack';

  constructor(
    readonly ground: Ground,
    /** Revision of the last event that the stream holds, where that was asked. */
    readonly head?: ExpectedRevision,
  ) {
    const { stream, revision, id } = ground;
    super(stream, revision, head ?? revision);
    const rest = head === undefined ? '' : `, and is at ${head}`;
    this.message = `stream ${stream} went back: it does not hold event ${id} at ${revision} any more${rest}`;
  }

  /** Somebody is to go on after a place of which only the number is known, and nothing stands there. */
  static nothingAt(position: Position): LogWentBack {
    const loss = new LogWentBack({ stream: '', revision: -1n, id: '', digest: '' });
    loss.message = `the log went back: it holds no event at position ${position} any more`;
    return loss;
  }
}

/** What of an event store reads streams. */
type StreamReader = Pick<EventStore, 'readStream'>;

/**
 * Reads what stands in a stream after a place, and proves the place first.
 * @throws {LogWentBack}
 */
export async function* readAfter(
  store: StreamReader,
  stream: string,
  ground: Ground | undefined,
): AsyncGenerator<RecordedEvent> {
  let isProven = ground === undefined;
  for await (const event of store.readStream(stream, ground?.revision ?? 0n, 'forwards'))
    if (isProven || ground === undefined) yield event;
    else if (standsOn(ground, event)) isProven = true;
    else break;
  if (!isProven && ground !== undefined) throw await wentBack(store, ground);
}

/**
 * @param position where the event is to stand in the order of the whole log, where that matters: a log that was copied
 * holds the same events at other places
 * @throws {LogWentBack}
 */
export const assertStands = async (
  store: StreamReader,
  ground: Ground,
  position?: Position | null,
): Promise<void> => {
  const { stream, revision } = ground;
  for await (const event of store.readStream(stream, revision, 'forwards', 1))
    if (standsOn(ground, event) && event.position === (position ?? event.position)) return;
  throw await wentBack(store, ground);
};

/**
 * What follows an event that was read before and must still stand first in what is there.
 * @throws {LogWentBack}
 */
export const provenAfter = (
  ground: Ground,
  [first, ...rest]: readonly RecordedEvent[],
): RecordedEvent[] => {
  if (!standsOn(ground, first)) throw new LogWentBack(ground);
  return rest;
};

const wentBack = async (store: StreamReader, ground: Ground): Promise<LogWentBack> => {
  for await (const { revision } of store.readStream(ground.stream, LAST, 'backwards', 1))
    return new LogWentBack(ground, revision);
  return new LogWentBack(ground, 'no-stream');
};

/** Beyond every head; databases take 64 bits with a sign. */
export const LAST = 2n ** 63n - 1n;
