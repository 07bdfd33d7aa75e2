import type { LedgerEventType } from '#domain';
import { groundOf, LogDamaged, LogWentBack, type RecordedEvent } from '#event-store';
import { ledgerModel, ledgerStream } from '#ledger-stream';
import type { ApiDependencies } from '../../api-dependencies.js';
import { targetOf } from '../../disclosure/target-entries.js';
import { EntryTail, type TailEntry } from './entry-tail.js';
import { headOf } from './last-event-id.js';

export interface FeedListener {
  /** The tail of a ledger has grown. */
  grown(tail: EntryTail): void;
  /** An entry of this ledger cannot be read: its readers get no further, those of other ledgers go on. */
  damaged(tail: EntryTail): void;
  /** The log cannot be followed any more; readers come again and begin where they were, unless that is gone. */
  broken(loss?: LogWentBack): void;
}

type Door = Pick<ApiDependencies, 'store' | 'sequencer' | 'logger'>;

/** Entries after which what a reader may see, or how an entry is shown, can be another. */
const CHANGES_VIEW: ReadonlySet<LedgerEventType> = new Set([
  'LedgerOpened',
  'UnitsRegistered',
  'UnitsReorganised',
  'DayAdvanced',
  'IndicatorDefined',
]);

/** Milliseconds for which the log is still followed when the last reader has left: many come back at once. */
const LINGER_MS = 10_000;

/**
 * Follows the log once for all readers of this process, while there are any. Entries are kept for the ledgers that are
 * read, the newest up to a number of bytes; older ones are read from the store.
 */
export class StreamFeed {
  private readonly tails = new Map<string, { readonly tail: EntryTail; readers: number }>();
  private following: AbortController | undefined;
  private starting: Promise<void> | undefined;
  private lingering: NodeJS.Timeout | undefined;

  constructor(
    private readonly door: Door,
    private readonly bytesMax: number,
    private readonly listener: FeedListener,
  ) {}

  /** The tail of a ledger, which holds every entry from now on. To be left with `leave`. @throws {StoreUnavailable} */
  async join(ledger: string): Promise<EntryTail> {
    const known = this.tails.get(ledger) ?? { tail: new EntryTail(ledger), readers: 0 };
    known.readers += 1;
    this.tails.set(ledger, known);
    clearTimeout(this.lingering);
    try {
      this.starting ??= this.start(ledger);
      await this.starting;
      return known.tail;
    } catch (error) {
      this.starting = undefined;
      this.leave(known.tail);
      throw error;
    }
  }

  leave({ ledger }: EntryTail): void {
    const known = this.tails.get(ledger);
    if (known === undefined) return;
    known.readers -= 1;
    if (known.readers === 0) this.tails.delete(ledger);
    if (this.tails.size > 0) return;
    clearTimeout(this.lingering);
    this.lingering = setTimeout(() => {
      if (this.tails.size === 0) this.stop();
    }, LINGER_MS);
    this.lingering.unref();
  }

  stop(): void {
    clearTimeout(this.lingering);
    this.following?.abort();
    this.following = undefined;
    this.starting = undefined;
  }

  /** Keeps all tails together within their bytes. To be called after one has grown. */
  trim(): void {
    const tails = [...this.tails.values()].map(({ tail }) => tail);
    let bytes = tails.reduce((sum, tail) => sum + tail.bytes, 0);
    while (bytes > this.bytesMax) {
      const largest = tails.reduce((one, other) => (other.bytes > one.bytes ? other : one));
      const before = largest.bytes;
      largest.dropOldest();
      if (largest.bytes === before) return;
      bytes -= before - largest.bytes;
    }
  }

  /** From the newest entry of the ledger that is asked for first: all that comes later in any ledger lies behind it. */
  private async start(ledger: string): Promise<void> {
    const head = await headOf(this.door.store, ledgerStream(ledger));
    const stop = new AbortController();
    this.following = stop;
    void this.run(head, stop);
  }

  private async run(head: RecordedEvent | undefined, stop: AbortController): Promise<void> {
    let loss: LogWentBack | undefined;
    try {
      const from = [head?.position ?? null, stop.signal, head && groundOf(head)] as const;
      for await (const { events } of this.door.store.follow(...from))
        for (const [ledger, own] of byLedger(events)) await this.take(ledger, own);
    } catch (error) {
      if (error instanceof LogWentBack) loss = error;
      if (!stop.signal.aborted)
        this.door.logger.warn({ err: error }, 'the log cannot be followed for streams of entries');
    }
    if (stop.signal.aborted) return;
    this.stop();
    this.listener.broken(loss);
  }

  private async take(ledger: string, events: readonly RecordedEvent[]): Promise<void> {
    const tail = this.tails.get(ledger)?.tail;
    if (tail === undefined) return;
    const entries = await this.readable(ledger, events);
    if (entries === undefined) return this.listener.damaged(tail);
    if (entries.some(({ event }) => CHANGES_VIEW.has(event.type))) {
      await this.catchUp(ledger, events);
      tail.epoch += 1;
    }
    for (const entry of entries) tail.push(entry);
    this.trim();
    this.listener.grown(tail);
  }

  /** Decodes recorded events to be shown; undefined where one of them cannot be read. */
  async readable(
    ledger: string,
    events: readonly RecordedEvent[],
  ): Promise<TailEntry[] | undefined> {
    try {
      const entries: TailEntry[] = [];
      for (const recorded of events) entries.push(await tailEntry(this.door, ledger, recorded));
      return entries;
    } catch (error) {
      if (!(error instanceof LogDamaged)) throw error;
      this.door.logger.error(
        { code: 'log-damaged', cause: error.message },
        `a stream of entries ends at an entry that cannot be read: ${error.message}`,
      );
      return undefined;
    }
  }

  /** Only behind entries of another process: each refresh makes the sequencer read its tail before it writes. */
  private async catchUp(ledger: string, events: readonly RecordedEvent[]): Promise<void> {
    const stream = ledgerStream(ledger);
    const last = events.at(-1)?.revision ?? 0n;
    try {
      const { revision } = await this.door.sequencer.head(stream);
      if (revision === 'no-stream' || revision < last) await this.door.sequencer.refresh(stream);
    } catch (error) {
      this.door.logger.warn(
        { err: error, ledger },
        'units may be older than the stream of entries',
      );
    }
  }
}

/** @throws {StoreUnavailable} the entry it speaks of cannot be read */
export const tailEntry = async (
  door: Pick<ApiDependencies, 'store' | 'sequencer'>,
  ledger: string,
  recorded: RecordedEvent,
): Promise<TailEntry> => {
  const event = ledgerModel.decode(recorded);
  const bytes = 2 * (recorded.body.length + recorded.metadata.length);
  const entry = { recorded, event, texts: new Map(), bytes };
  // Not awaited for the others: a promise for each entry costs more than decoding it.
  if (event.type !== 'EntryAnnotated' && event.type !== 'QuotaUnfrozen') return entry;
  return { ...entry, target: await targetOf(door, ledger, event) };
};

const LEDGERS = ledgerStream('');

const byLedger = (events: readonly RecordedEvent[]): Map<string, RecordedEvent[]> => {
  const groups = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    if (!event.stream.startsWith(LEDGERS)) continue;
    const ledger = event.stream.slice(LEDGERS.length);
    const group = groups.get(ledger);
    if (group === undefined) groups.set(ledger, [event]);
    else group.push(event);
  }
  return groups;
};
