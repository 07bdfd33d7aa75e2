import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Gauge } from 'prom-client';
import type { Indicator } from '#domain';
import type { RecordedEvent } from '#event-store';
import { ledgerStream } from '#ledger-stream';
import type { Identity } from '#platform';
import type { ApiReply } from '../../access/api-request.js';
import { API_DEPENDENCIES, apiLimits, type ApiDependencies } from '../../api-dependencies.js';
import { showEntry, sightOf } from '../../disclosure/entry.js';
import type { ReadScope } from '../../reads/read-scope.js';
import { OwnLedger } from '../own-ledger.js';
import type { EntryTail, TailEntry } from './entry-tail.js';
import { streamId } from './last-event-id.js';
import { ReaderTurns, type Turn } from './reader-turns.js';
import { StreamFeed } from './stream-feed.js';
import { StreamPlaces } from './stream-places.js';
import { StreamReader, type ReaderHost } from './stream-reader.js';

/** Milliseconds between two looks at all connections. */
const TEND_MS = 1_000;
/** Pages that are read from the store at one time, however many readers catch up. */
const READS_MAX = 2;

export interface StreamAsked {
  readonly ledger: string;
  readonly identity: Identity;
  readonly next: bigint;
}

/** What a reader may see as its ledger is now. */
interface Sight {
  readonly epoch: number;
  readonly scope: ReadScope;
  readonly indicators: readonly Indicator[];
}

/** All readers of streams of this process: one feed of the log, turns for each, and an eye on their connections. */
@Injectable()
export class StreamReaders implements ReaderHost, OnModuleDestroy {
  readonly places: StreamPlaces;
  private readonly feed: StreamFeed;
  private readonly turns = new ReaderTurns();
  private readonly readers = new Map<StreamReader, Sight>();
  private readonly waiting: (() => Promise<void>)[] = [];
  private reading = 0;
  private bytesHeld = 0;
  private readonly bytesMax: number;
  private tending: NodeJS.Timeout | undefined;

  constructor(
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
    private readonly own: OwnLedger,
  ) {
    const limits = apiLimits(door);
    const { streamReadersMax: readersMax, streamReadersPerTokenMax: perTokenMax } = limits;
    this.places = new StreamPlaces({ readersMax, perTokenMax });
    this.bytesMax = limits.streamBytesMax;
    this.feed = new StreamFeed(door, limits.streamBytesMax / 2, {
      grown: (tail) => this.wake(tail),
      damaged: (tail) => this.endAll(DAMAGED, tail),
      broken: (loss) => this.endAll(loss ? WENT_BACK : undefined),
    });
    const readers: Gauge = new Gauge({
      name: 'muledger_stream_readers',
      help: 'Readers of streams of entries that are connected to this process',
      registers: [door.metrics],
      collect: () => readers.set(this.places.size),
    });
  }

  get isFull(): boolean {
    return this.bytesHeld > this.bytesMax / 2;
  }

  /** Serves a connection, whose head is written, until it is closed. @throws {HttpProblem} before anything is written */
  async open({ ledger, identity, next }: StreamAsked, raw: ApiReply['raw']): Promise<StreamReader> {
    const tail = await this.feed.join(ledger);
    try {
      const sight = await this.look(identity, tail);
      const reader = new StreamReader(identity, tail, next, raw, this);
      this.readers.set(reader, sight);
      this.tending ??= setInterval(() => this.tend(), TEND_MS).unref();
      raw.once('close', () => this.close(reader));
      if (raw.destroyed || raw.closed) this.close(reader);
      return reader;
    } catch (error) {
      this.feed.leave(tail);
      throw error;
    }
  }

  textOf(reader: StreamReader, entry: TailEntry): Buffer | null {
    const sight = this.readers.get(reader);
    if (sight === undefined) return null;
    const { scope, indicators, epoch } = sight;
    const key = `${epoch} ${scope.key}`;
    const known = entry.texts.get(key);
    if (known !== undefined) return known;
    const { event, target } = entry;
    const text =
      sightOf(event, scope, target) === 'nothing'
        ? null
        : Buffer.from(message(entry, showEntry(event, scope, indicators, target)));
    entry.texts.set(key, text);
    reader.tail.grow(entry, text?.length ?? 0);
    return text;
  }

  read(reader: StreamReader, limit: number): void {
    this.waiting.push(async () => {
      if (!this.readers.has(reader)) return;
      const { ledger } = reader.tail;
      const { store } = this.door;
      const page = store.readStream(ledgerStream(ledger), reader.next, 'forwards', limit);
      const entries: RecordedEvent[] = [];
      for await (const recorded of page) entries.push(recorded);
      const read = await this.feed.readable(ledger, entries);
      if (read === undefined) reader.end(DAMAGED);
      else reader.found(read);
    });
    this.readNext();
  }

  held(difference: number): void {
    this.bytesHeld += difference;
  }

  ask(turn: Turn): void {
    this.turns.ask(turn);
  }

  /** A server that is closed waits for its answers; these never end by themselves. */
  onModuleDestroy(): void {
    this.feed.stop();
    this.endAll();
  }

  private readNext(): void {
    if (this.reading >= READS_MAX) return;
    const read = this.waiting.shift();
    if (read === undefined) return;
    this.reading += 1;
    void read()
      .catch((error: unknown) => {
        this.door.logger.warn({ err: error }, 'a stream of entries cannot be caught up with');
        this.endAll();
      })
      .finally(() => {
        this.reading -= 1;
        this.readNext();
      });
  }

  private wake(tail: EntryTail): void {
    for (const [reader, sight] of this.readers) {
      if (reader.tail !== tail) continue;
      if (sight.epoch === tail.epoch) this.turns.ask(reader);
      else void this.lookAgain(reader);
    }
  }

  /** Units changed: what a reader may see is judged by them, and a reader whose unit is no more sees no more. */
  private async lookAgain(reader: StreamReader): Promise<void> {
    try {
      const sight = await this.look(reader.identity, reader.tail);
      if (this.readers.has(reader)) this.readers.set(reader, sight);
      this.turns.ask(reader);
    } catch {
      reader.end();
    }
  }

  private async look(identity: Identity, { ledger, epoch }: EntryTail): Promise<Sight> {
    const scope = await this.own.scopeOf(identity, ledger);
    const indicators = await this.door.sequencer.read(ledgerStream(ledger), ({ head }) => [
      ...head.indicators.values(),
    ]);
    return { epoch, scope, indicators };
  }

  private close(reader: StreamReader): void {
    if (!this.readers.delete(reader)) return;
    reader.gone();
    this.turns.forget(reader);
    this.feed.leave(reader.tail);
    if (this.readers.size > 0) return;
    clearInterval(this.tending);
    this.tending = undefined;
  }

  private tend(): void {
    const now = this.door.clock().getTime();
    for (const reader of this.readers.keys()) reader.tend(now);
  }

  /** A tail restricts it to the readers of that ledger. */
  private endAll(farewell?: string, tail?: EntryTail): void {
    for (const reader of this.readers.keys())
      if (tail === undefined || reader.tail === tail) reader.end(farewell);
  }
}

/** Told to all who follow when the log went back: what they have seen may be gone, and the id of the last tells. */
const WENT_BACK = `event: log-went-back\ndata: {"code":"log-went-back"}\n\n`;

/** Told to who reads a ledger with an entry that cannot be read. Coming again leads to the same entry. */
const DAMAGED = `event: log-damaged\ndata: {"code":"log-damaged"}\n\n`;

const message = ({ recorded }: TailEntry, entry: object): string => {
  const { revision, position } = recorded;
  const data = JSON.stringify({ ...entry, revision: String(revision), position });
  return `id: ${streamId(recorded)}\nevent: entry\ndata: ${data}\n\n`;
};
