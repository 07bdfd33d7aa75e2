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

/** Of an event of which only the digest was kept. Below zero, where no mark of an event is. */
const markOfDigest = (digest: string): number =>
  -1 - Number.parseInt(digest.slice(0, MARK_DIGITS), 16);

/**
 * Of an event, in 53 bits, for a tenth of what its digest costs. It only finds out how much is gone once a digest has
 * shown that something is, and need not withstand those who would make two events alike.
 */
const markOf = ({ id, body, metadata }: NewEvent): number => {
  let [low, high] = [0xdeadbeef, 0x41c6ce57];
  for (const text of [id, metadata, body])
    // Two at a time. Behind the last one there is nothing, which is 0 to these operators.
    for (let at = 0; at < text.length; at += 2) {
      const units = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
      low = Math.imul(low ^ units, 2_654_435_761);
      high = Math.imul(high ^ units, 1_597_334_677);
    }
  low =
    Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high =
    Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  return 4_294_967_296 * (high & 0x1fffff) + (low >>> 0);
};

/** Whether it is the event of which there is a mark. */
const isMarked = (mark: number | undefined, event: NewEvent): boolean =>
  mark !== undefined && mark === (mark < 0 ? markOfDigest(digestOf(event)) : markOf(event));

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
      const loss = await lostOf(store, { stream, ...trail.range, isKnown });
      if (loss) losses.push(loss);
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
}

/** Looks by halves for the first event that is gone. @throws {StoreUnavailable} */
export const lostOf = async (
  store: StreamReader,
  { stream, first, last, isKnown }: Remembered,
): Promise<Loss | undefined> => {
  const stands = async (revision: StreamRevision): Promise<boolean> => {
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
