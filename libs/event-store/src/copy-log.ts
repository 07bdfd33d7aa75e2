import {
  AppendTooLarge,
  type AppendLimits,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
} from './event-store.js';

/** A log that is read from its beginning. */
type Source = Pick<EventStore, 'readAll'>;
/** A log that is brought up to another one. */
export type CopyTarget = Pick<EventStore, 'limits' | 'append' | 'readAll'>;

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
  source: Source,
  target: CopyTarget,
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
  source: Source,
  target: Source,
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
  source: Source,
  target: Source,
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

  constructor(private readonly target: CopyTarget) {}

  async add({ stream, revision, id, type, body, metadata }: RecordedEvent): Promise<void> {
    const event = { id, type, body, metadata };
    const { eventsMax, bytesMax } = this.target.limits;
    const full = this.events.length >= eventsMax || this.bytes + bytesOf(event) > bytesMax;
    if (full || stream !== this.stream) await this.flush();
    if (this.events.length === 0) {
      this.stream = stream;
      this.from = revision;
    }
    this.events.push(event);
    this.bytes += bytesOf(event);
  }

  async flush(): Promise<void> {
    const { stream } = this;
    while (this.events.length > 0) {
      const round = fitting(this.events, this.target.limits);
      try {
        const before = this.from === 0n ? 'no-stream' : this.from - 1n;
        await this.target.append(stream, round, before);
      } catch (error) {
        if (!(error instanceof AppendTooLarge)) throw error;
        // A server that takes less says so once; what it refused is cut at the limits that were learned of it.
        if (fitting(round, this.target.limits).length === round.length) throw error;
        continue;
      }
      this.events = this.events.slice(round.length);
      this.from += BigInt(round.length);
      this.written += round.length;
    }
    this.bytes = 0;
  }
}

/** As many of the first events as one append takes, one at least. */
const fitting = (
  events: readonly NewEvent[],
  { eventsMax, bytesMax }: AppendLimits,
): readonly NewEvent[] => {
  let bytes = 0;
  const over = events.findIndex((event, n) => {
    bytes += bytesOf(event);
    return n > 0 && (n >= eventsMax || bytes > bytesMax);
  });
  return over < 0 ? events : events.slice(0, over);
};

const bytesOf = ({ body, metadata }: NewEvent): number =>
  Buffer.byteLength(body) + Buffer.byteLength(metadata);
