import type { EventStore, ExpectedRevision, Ground, StreamRevision } from './event-store.js';
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

export const markOf = ({ digest }: Pick<Ground, 'digest'>): number =>
  Number.parseInt(digest.slice(0, MARK_DIGITS), 16);

/** Revisions of a stream that are remembered at least, at eight bytes each. */
const REMEMBERED = 32_768;

/**
 * The newest events that somebody saw of each stream, by the beginning of their digests. When the log went back it tells
 * which of them are gone: up to an event that stands, two histories are one.
 */
export class Trail {
  private readonly streams = new Map<string, StreamTrail>();

  constructor(private readonly remembered: number = REMEMBERED) {}

  note(ground: Ground): void {
    const known = this.streams.get(ground.stream);
    if (known) known.note(ground, this.remembered);
    else this.streams.set(ground.stream, new StreamTrail(ground));
  }

  /** Of what was kept elsewhere; what is known of it already stays. */
  recall(ground: Ground): void {
    const known = this.streams.get(ground.stream);
    if (known === undefined || known.range.last < ground.revision) this.note(ground);
  }

  /** What of it the log does not hold. @throws {StoreUnavailable} */
  async losses(store: StreamReader): Promise<Loss[]> {
    const losses: Loss[] = [];
    for (const [stream, trail] of this.streams) {
      const loss = await lostOf(store, { stream, ...trail.range, markAt: (at) => trail.at(at) });
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
  /** `markOf` the event that was there. */
  readonly markAt: (revision: StreamRevision) => number | undefined | Promise<number | undefined>;
}

/** Looks by halves for the first event that is gone. @throws {StoreUnavailable} */
export const lostOf = async (
  store: StreamReader,
  { stream, first, last, markAt }: Remembered,
): Promise<Loss | undefined> => {
  const stands = async (revision: StreamRevision): Promise<boolean> => {
    for await (const event of store.readStream(stream, revision, 'forwards', 1))
      return (
        event.revision === revision &&
        markOf({ digest: digestOf(event) }) === (await markAt(revision))
      );
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

  constructor(ground: Ground) {
    this.first = ground.revision;
    this.marks = [markOf(ground)];
  }

  get range(): { readonly first: StreamRevision; readonly last: StreamRevision } {
    return { first: this.first, last: this.first + BigInt(this.marks.length) - 1n };
  }

  at(revision: StreamRevision): number | undefined {
    return this.marks[Number(revision - this.first)];
  }

  /** Behind a gap it begins anew; what is noted again takes the place of what was there. */
  note(ground: Ground, remembered: number): void {
    const index = Number(ground.revision - this.first);
    if (index < 0 || index > this.marks.length) {
      this.first = ground.revision;
      this.marks = [];
    } else if (index < this.marks.length) this.marks.length = index;
    this.marks.push(markOf(ground));
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
