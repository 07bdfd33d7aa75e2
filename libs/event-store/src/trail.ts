import { crc32 } from 'node:zlib';
import type {
  EventStore,
  ExpectedRevision,
  Ground,
  NewEvent,
  RecordedEvent,
  StreamRevision,
} from './event-store.js';
import { digestOf, LAST } from './ground.js';

/** What somebody knew of a stream and the log does not hold any more. */
export interface Loss {
  readonly stream: string;
  /** The first revision that is gone. */
  readonly from: StreamRevision;
  /** The last that was known. */
  readonly to: StreamRevision;
  /** Nothing is known of what stood before `from`, and more may be gone. */
  readonly orEarlier?: boolean;
  /** Where the stream ends now, with other events perhaps. */
  readonly head: ExpectedRevision;
}

/** How many events are gone, at least. */
export const countLost = ({ from, to }: Pick<Loss, 'from' | 'to'>): bigint => to - from + 1n;

/** For people. */
export const lossInWords = (loss: Loss): string => {
  const { stream, from, to, orEarlier = false, head } = loss;
  const which = from === to ? `revision ${from}` : `revisions ${from} to ${to}`;
  const count = `${orEarlier ? 'at least ' : ''}${countLost(loss)}`;
  const now = head === 'no-stream' ? 'is empty now' : `is at ${head} now`;
  return `${stream} lost ${which}${orEarlier ? ' or more' : ''} (${count} in all), and ${now}`;
};

type StreamReader = Pick<EventStore, 'readStream'>;

/** So many digits of a digest as a number holds exactly: 48 bits. */
const MARK_DIGITS = 12;
/** Marks up to it are of ends, others below zero of digests. */
const OF_ENDS = -(2 ** 50);
/** Characters of a body that nearly always hold when the entry was recorded: members are in the order of their names. */
const END = 256;

/** Of an event of which only the digest was kept. */
const markOfDigest = (digest: string): number =>
  -1 - Number.parseInt(digest.slice(0, MARK_DIGITS), 16);

/**
 * Of an event, in 53 bits, for less than its digest costs: its checksum (CRC-32), and what else fits of its id. It only
 * finds out how much is gone once a digest has shown that something is, and need not withstand those who would make two
 * events alike.
 */
const markOf = ({ id, body, metadata }: NewEvent): number =>
  Number.parseInt(id.slice(0, 5), 16) * 2 ** 32 + crc32(body, crc32(metadata));

/**
 * Of an event that was written together with others, the last of which has a mark of all that it says: 16 bits of its id
 * and the checksum of the end of its body, which keep apart what is posted again at its place after it was lost.
 */
const markOfEnd = ({ id, body }: NewEvent): number =>
  OF_ENDS - Number.parseInt(id.slice(0, 4), 16) * 2 ** 32 - crc32(body.slice(-END));

/** Whether it is the event of which there is a mark. */
const isMarked = (mark: number | undefined, event: NewEvent): boolean => {
  if (mark === undefined) return false;
  if (mark >= 0) return mark === markOf(event);
  return mark === (mark <= OF_ENDS ? markOfEnd(event) : markOfDigest(digestOf(event)));
};

/** Revisions of a stream that are remembered at least, at eight bytes each. */
const REMEMBERED = 32_768;

/**
 * The newest events that somebody saw of each stream, by a mark of each. When the log went back it tells
 * which of them are gone: up to an event that stands, two histories are one.
 */
export class Trail {
  private readonly streams = new Map<string, StreamTrail>();

  constructor(private readonly remembered: number = REMEMBERED) {}

  note({ stream, revision, digest }: Ground): void {
    this.mark(stream, revision, markOfDigest(digest));
  }

  noteEvent(stream: string, revision: StreamRevision, event: NewEvent): void {
    this.mark(stream, revision, markOf(event));
  }

  /**
   * Notes what was written in one append, which the log holds as a whole or not at all.
   * @param ground its last event
   */
  noteWritten(ground: Ground, events: readonly NewEvent[]): void {
    const { stream, revision } = ground;
    let at = revision - BigInt(events.length) + 1n;
    for (const event of events) {
      if (at < revision) this.mark(stream, at, markOfEnd(event));
      at += 1n;
    }
    this.note(ground);
  }

  /** Of what was kept elsewhere; what is known of it already stays. */
  recall(ground: Ground): void {
    const known = this.streams.get(ground.stream);
    if (known === undefined || known.range.last < ground.revision) this.note(ground);
  }

  private mark(stream: string, revision: StreamRevision, mark: number): void {
    const known = this.streams.get(stream);
    if (known) known.note(revision, mark, this.remembered);
    else this.streams.set(stream, new StreamTrail(revision, mark));
  }

  /** What of it the log does not hold. @throws {StoreUnavailable} */
  async losses(store: StreamReader): Promise<Loss[]> {
    const losses: Loss[] = [];
    for (const [stream, trail] of this.streams) {
      const isKnown = (event: RecordedEvent): boolean => isMarked(trail.at(event.revision), event);
      const provenBy = (revision: StreamRevision): StreamRevision => trail.provenBy(revision);
      const seen = { stream, ...trail.range, isKnown, provenBy };
      const loss = await lostOf(store, seen);
      if (loss) losses.push(await withoutWhatStands(store, seen, loss));
    }
    return losses;
  }

  /** Begins anew, from what is there. */
  forget(): void {
    this.streams.clear();
  }
}

export interface Remembered {
  readonly stream: string;
  /** The first and the last revision of which something is remembered. */
  readonly first: StreamRevision;
  readonly last: StreamRevision;
  /** Whether an event is the one that was remembered at its revision. */
  readonly isKnown: (event: RecordedEvent) => boolean | Promise<boolean>;
  /** The revision whose event says whether another stands: of one append the last. Each for itself where it is not given. */
  readonly provenBy?: (revision: StreamRevision) => StreamRevision;
}

/** Looks by halves for the first event that is gone. @throws {StoreUnavailable} */
export const lostOf = async (
  store: StreamReader,
  { stream, first, last, isKnown, provenBy = (revision) => revision }: Remembered,
): Promise<Loss | undefined> => {
  const stands = async (of: StreamRevision): Promise<boolean> => {
    const revision = provenBy(of);
    for await (const event of store.readStream(stream, revision, 'forwards', 1))
      return event.revision === revision && isKnown(event);
    return false;
  };
  if (await stands(last)) return undefined;
  let [from, to] = [first, last];
  while (from < to) {
    const middle = (from + to) / 2n;
    if (await stands(middle)) from = middle + 1n;
    else to = middle;
  }
  const head = await headOf(store, stream);
  const loss = { stream, from, to: last, head };
  if (from > first || first === 0n) return loss;
  const next = head === 'no-stream' ? 0n : head + 1n;
  return next < from ? { ...loss, from: next, orEarlier: next > 0n } : { ...loss, orEarlier: true };
};

/** No store tears an append, but a log that was cut by hand may end within one. */
const withoutWhatStands = async (
  store: StreamReader,
  { stream, isKnown, provenBy }: Required<Remembered>,
  { orEarlier, ...loss }: Loss,
): Promise<Loss> => {
  let { from } = loss;
  const within = Number(provenBy(from) - from);
  if (within > 0)
    for await (const event of store.readStream(stream, from, 'forwards', within)) {
      if (event.revision !== from || !(await isKnown(event))) break;
      from += 1n;
    }
  const isAll = orEarlier === true && from === loss.from;
  return { ...loss, from, ...(isAll ? { orEarlier } : {}) };
};

class StreamTrail {
  private first: StreamRevision;
  private marks: number[];

  constructor(revision: StreamRevision, mark: number) {
    this.first = revision;
    this.marks = [mark];
  }

  get range(): { readonly first: StreamRevision; readonly last: StreamRevision } {
    return { first: this.first, last: this.first + BigInt(this.marks.length) - 1n };
  }

  at(revision: StreamRevision): number | undefined {
    return this.marks[Number(revision - this.first)];
  }

  /** The last of what was written together with it. */
  provenBy(revision: StreamRevision): StreamRevision {
    let index = Number(revision - this.first);
    while ((this.marks[index] ?? 0) <= OF_ENDS) index += 1;
    return this.first + BigInt(index);
  }

  /** Behind a gap it begins anew; what is noted again takes the place of what was there. */
  note(revision: StreamRevision, mark: number, remembered: number): void {
    const index = Number(revision - this.first);
    if (index < 0 || index > this.marks.length) {
      this.first = revision;
      this.marks = [];
    } else if (index < this.marks.length) this.marks.length = index;
    this.marks.push(mark);
    const over = this.marks.length - remembered;
    // In great pieces: each one moves all that is kept.
    if (over < remembered) return;
    this.marks = this.marks.slice(over);
    this.first += BigInt(over);
  }
}

const headOf = async (store: StreamReader, stream: string): Promise<ExpectedRevision> => {
  for await (const { revision } of store.readStream(stream, LAST, 'backwards', 1)) return revision;
  return 'no-stream';
};
