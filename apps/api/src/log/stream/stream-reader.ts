import type { StreamRevision } from '#event-store';
import type { Identity } from '#platform';
import type { ApiReply } from '../../access/api-request.js';
import type { EntryTail, TailEntry } from './entry-tail.js';
import type { Turn } from './reader-turns.js';

/** Bytes that are handed to a connection at one time. */
const CHUNK_BYTES = 64 * 1024;
/** Milliseconds between two comments that keep a silent connection open through proxies. */
const HEARTBEAT_MS = 15_000;
/** Milliseconds after which a reader that does not read is cut off; it may come again and go on where it was. */
const STALLED_MS = 10_000;
/** Milliseconds for the last bytes of a stream that ends. */
const FAREWELL_MS = 2_000;
/** Entries of one page of the store: few, because they are dropped when the connection is full. */
const PAGE_MIN = 50;
const PAGE_MAX = 400;

/** What a reader needs of those who serve it. */
export interface ReaderHost {
  /** The text of an entry for this reader; `null` where it sees nothing of it. */
  textOf(reader: StreamReader, entry: TailEntry): Buffer | null;
  /** Reads a page of the store for this reader as soon as it is its turn. */
  read(reader: StreamReader, limit: number): void;
  /** Whether readers together hold so many bytes that nothing may be added. */
  readonly isFull: boolean;
  /** The bytes that the connection of a reader holds have changed. */
  held(difference: number): void;
  ask(turn: Turn): void;
}

/**
 * One reader of a stream. It keeps a place in the ledger and no entries: what it cannot take now is taken from the tail,
 * or read again from the store, when there is room.
 */
export class StreamReader implements Turn {
  private bytesHeld = 0;
  private wroteAt: number;
  private fullSince: number | undefined;
  private endedAt: number | undefined;
  private isReading = false;
  /** The store was read up to its end since the reader joined the tail: all later entries come through the tail. */
  private isCaughtUp = false;
  private page = PAGE_MIN;

  constructor(
    readonly identity: Identity,
    readonly tail: EntryTail,
    /** The revision of the next entry. */
    public next: StreamRevision,
    private readonly raw: ApiReply['raw'],
    private readonly host: ReaderHost,
    private readonly now: () => number = Date.now,
  ) {
    this.wroteAt = now();
    raw.on('drain', () => {
      this.count(0);
      this.fullSince = undefined;
      host.ask(this);
    });
  }

  step(): void {
    if (this.endedAt !== undefined || this.isReading || this.isBlocked()) return;
    const entries: TailEntry[] = [];
    for (let at = this.next; ; at += 1n) {
      const entry = this.tail.at(at);
      if (entry === undefined || entries.length >= PAGE_MAX) break;
      entries.push(entry);
    }
    if (entries.length > 0) {
      this.show(entries);
      if (this.next !== this.tail.end) this.host.ask(this);
    } else if (this.needsStore()) {
      this.isReading = true;
      this.host.read(this, this.page);
    }
  }

  /** Takes a page of the store. Shorter than what was asked for it is the last one. */
  found(entries: readonly TailEntry[]): void {
    this.isReading = false;
    if (this.endedAt !== undefined) return;
    const { isAny, isAll } = this.show(entries);
    this.isCaughtUp = isAll && entries.length < this.page;
    // Where a reader sees little of much, larger pages: entries that are not shown fill no connection.
    this.page = isAny ? PAGE_MIN : Math.min(PAGE_MAX, this.page * 2);
    this.host.ask(this);
  }

  /** Looks after the connection; called every second. */
  tend(nowMs: number): void {
    const now = this.now();
    if (this.endedAt !== undefined) {
      if (now - this.endedAt > FAREWELL_MS) this.raw.destroy();
      return;
    }
    if (this.identity.expiresAt * 1_000 <= nowMs) return this.end();
    if (this.fullSince !== undefined && now - this.fullSince > STALLED_MS) {
      this.raw.destroy();
      return;
    }
    if (this.fullSince === undefined && now - this.wroteAt >= HEARTBEAT_MS) this.write(':\n\n');
    this.host.ask(this);
  }

  /** Ends the stream after what is on its way, and after a last word. */
  end(farewell?: string): void {
    if (this.endedAt !== undefined) return;
    this.endedAt = this.now();
    this.raw.end(farewell);
  }

  /** The connection is gone. */
  gone(): void {
    this.endedAt ??= this.now();
    this.count(0);
  }

  /** Whether anything of them was shown, and whether all of them are done with. */
  private show(entries: readonly TailEntry[]): {
    readonly isAny: boolean;
    readonly isAll: boolean;
  } {
    const texts: Buffer[] = [];
    let bytes = 0;
    let isAll = true;
    for (const entry of entries) {
      if (entry.recorded.revision < this.next) continue;
      const text = this.host.textOf(this, entry);
      // A first one always passes, however large: it is in memory once for all who see the same of it.
      if (text !== null && bytes > 0 && bytes + text.length > CHUNK_BYTES) {
        isAll = false;
        break;
      }
      this.next = entry.recorded.revision + 1n;
      if (text === null) continue;
      texts.push(text);
      bytes += text.length;
    }
    if (texts.length > 0) this.write(texts.length === 1 ? (texts[0] ?? '') : Buffer.concat(texts));
    return { isAny: texts.length > 0, isAll };
  }

  private write(text: Buffer | string): void {
    this.wroteAt = this.now();
    if (!this.raw.write(text)) this.fullSince = this.wroteAt;
    this.count(this.raw.writableLength);
  }

  private count(bytes: number): void {
    this.host.held(bytes - this.bytesHeld);
    this.bytesHeld = bytes;
  }

  private isBlocked(): boolean {
    return this.fullSince !== undefined || this.host.isFull;
  }

  private needsStore(): boolean {
    const { end } = this.tail;
    return !this.isCaughtUp || (end !== undefined && this.next < end);
  }
}
