import type { EventStore, NewEvent, RecordedEvent } from './event-store.js';

/** Two logs that should hold the same events do not. Nothing of either can be trusted to be the other. */
export class LogsDiffer extends Error {
  override readonly name = 'LogsDiffer';
}

export interface CopyOptions {
  /** Events of the source that were dealt with. */
  readonly onProgress?: (events: number) => void;
  readonly signal?: AbortSignal;
}

/** An event, and the same event in the other log: alike in everything but their positions. */
export interface EventPair {
  readonly here: RecordedEvent;
  readonly there: RecordedEvent;
}

/**
 * Brings `target` to hold every event of `source`, in the same order and byte for byte. What stands there already, from
 * a copy that was broken off, is compared and not written again. Nobody else may write to either log meanwhile. Gives
 * how many events were written.
 * @throws {LogsDiffer} the target holds something that is not the beginning of the source
 * @throws {AppendTooLarge} an event is larger than the target takes
 * @throws {AppendOutcomeUnknown | StoreUnavailable} start again: what was written is found
 */
export const copyLog = async (
  source: EventStore,
  target: EventStore,
  { onProgress, signal }: CopyOptions = {},
): Promise<number> => {
  const writer = new Writer(target);
  let read = 0;
  for await (const { here, there } of sideBySide(source, target)) {
    signal?.throwIfAborted();
    if (here === undefined)
      throw new LogsDiffer(`the target goes on after ${read} events, with ${nameOf(there)}`);
    if (there === undefined) await writer.add(here);
    else assertSame({ here, there });
    read += 1;
    onProgress?.(read);
  }
  await writer.flush();
  return writer.written;
};

/**
 * Reads two logs side by side to their ends and tells every pair of events. Gives how many there are.
 * @throws {LogsDiffer}
 */
export const compareLogs = async (
  source: EventStore,
  target: EventStore,
  { onProgress, signal }: CopyOptions = {},
  onPair: (pair: EventPair) => void = () => undefined,
): Promise<number> => {
  let read = 0;
  for await (const { here, there } of sideBySide(source, target)) {
    signal?.throwIfAborted();
    if (here === undefined || there === undefined)
      throw new LogsDiffer(
        `the ${here === undefined ? 'source' : 'target'} ends after ${read} events, the other goes on with ${nameOf(here ?? there)}`,
      );
    const pair = { here, there };
    assertSame(pair);
    onPair(pair);
    read += 1;
    onProgress?.(read);
  }
  return read;
};

type Side = RecordedEvent | undefined;

async function* sideBySide(
  source: EventStore,
  target: EventStore,
): AsyncGenerator<{ readonly here: Side; readonly there: Side }> {
  const others = target.readAll(null)[Symbol.asyncIterator]();
  let ended = false;
  const next = async (): Promise<Side> => {
    if (ended) return undefined;
    const next = await others.next();
    ended = next.done === true;
    return next.done === true ? undefined : next.value;
  };
  for await (const here of source.readAll(null)) yield { here, there: await next() };
  for (let there = await next(); there; there = await next()) yield { here: undefined, there };
}

const COMPARED = ['stream', 'revision', 'id', 'type', 'body', 'metadata'] as const;

const assertSame = ({ here, there }: EventPair): void => {
  const field = COMPARED.find((one) => here[one] !== there[one]);
  if (field !== undefined)
    throw new LogsDiffer(`${nameOf(here)} has another ${field} in the other log: ${nameOf(there)}`);
};

const nameOf = (event: Side): string =>
  event === undefined ? 'nothing' : `${event.stream}@${event.revision} (${event.id})`;

/** Appends events in the order of the log; neighbours of one stream together, as far as the limits allow. */
class Writer {
  written = 0;
  private stream = '';
  private from = 0n;
  private events: NewEvent[] = [];
  private bytes = 0;

  constructor(private readonly target: EventStore) {}

  async add({ stream, revision, id, type, body, metadata }: RecordedEvent): Promise<void> {
    const bytes = Buffer.byteLength(body) + Buffer.byteLength(metadata);
    const { eventsMax, bytesMax } = this.target.limits;
    const full = this.events.length === eventsMax || this.bytes + bytes > bytesMax;
    if (full || stream !== this.stream) await this.flush();
    if (this.events.length === 0) {
      this.stream = stream;
      this.from = revision;
    }
    this.events.push({ id, type, body, metadata });
    this.bytes += bytes;
  }

  async flush(): Promise<void> {
    const { stream, from, events } = this;
    if (events.length === 0) return;
    this.events = [];
    this.bytes = 0;
    await this.target.append(stream, events, from === 0n ? 'no-stream' : from - 1n);
    this.written += events.length;
  }
}
