import type { Pool } from 'pg';
import { parseCounted } from '../counted-position.js';
import { BackOff, rest } from '../back-off.js';
import { checkAppend } from '../append-check.js';
import {
  RevisionConflict,
  StoreUnavailable,
  type Appended,
  type AppendLimits,
  type EventStore,
  type ExpectedRevision,
  type FollowBatch,
  type NewEvent,
  type Position,
  type RecordedEvent,
  type StreamRevision,
  type Ground,
} from '../event-store.js';
import { groundOf, LogWentBack } from '../ground.js';
import { AppendListener } from './append-listener.js';
import { withConnection } from '../connections.js';
import { eventColumns } from './binary-array.js';
import { EventPages } from './event-pages.js';
import { appendFailure } from './failures.js';
import { poolOf, type ConnectionSource } from './pool.js';

export interface PostgresEventStoreOptions {
  /** Milliseconds after which a follower looks by itself when it heard nothing. */
  readonly pollMs?: number;
  /** Milliseconds a live follower leaves between two reads, so that a busy log comes in batches. */
  readonly pacingMs?: number;
  /** Where followers read; the log's own connections when absent, which a burst of appends may all hold. */
  readonly followPool?: Pool;
  /** Hears of every failed read of a follower; the follower goes on trying. */
  readonly onOutage?: (error: StoreUnavailable) => void;
}

export const LIMITS: AppendLimits = { eventsMax: 2_000, bytesMax: 4 * 1024 * 1024 };
const POLL_MS = 1_000;
const PACING_MS = 10;
/** Milliseconds between two tries of a follower during an outage. */
const RETRY = { first: 100, last: 2_000 };

/** What stands for no event at all where a revision is stated. */
const NO_STREAM = '-1';

const APPEND = {
  name: 'event_store_append',
  text: 'select head, positions, repeated, stands from event_store.append_events($1, $2, $3, $4, $5, $6, $7)',
};

interface AppendAnswer {
  /** Revision of the last event of the stream. */
  readonly head: string;
  /** `null` for a conflict. */
  readonly positions: Position[] | null;
  readonly repeated: boolean;
  /** False: another event stands at the expected revision than the writer knows there, or none. */
  readonly stands: boolean;
}

/** The log in PostgreSQL, in the schema that `migrateEventStore` makes. */
export class PostgresEventStore implements EventStore {
  readonly limits = LIMITS;
  private readonly pool: Pool;
  private readonly endPool: () => Promise<void>;
  private readonly pages: EventPages;
  private readonly followPages: EventPages;
  private readonly listener: AppendListener;
  private readonly closing = new AbortController();

  constructor(
    source: ConnectionSource,
    private readonly options: PostgresEventStoreOptions = {},
  ) {
    const { pool, end } = poolOf(source);
    this.pool = pool;
    this.endPool = end;
    this.pages = new EventPages(pool);
    this.followPages = new EventPages(options.followPool ?? pool);
    this.listener = new AppendListener(pool.options, options.pollMs ?? POLL_MS);
  }

  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    ground?: Ground,
  ): Promise<Appended> {
    this.assertOpen();
    checkAppend(events, this.limits);
    const before = expected === 'no-stream' ? BigInt(NO_STREAM) : expected;
    const answer = await this.appendOnce(stream, events, before, ground);
    const { positions, repeated } = answer;
    if (positions) {
      const appended = { revision: before + BigInt(events.length), positions };
      return repeated ? { ...appended, repeated } : appended;
    }
    const head = answer.head === NO_STREAM ? 'no-stream' : BigInt(answer.head);
    if (ground && !answer.stands) throw new LogWentBack(ground, head);
    throw new RevisionConflict(stream, expected, head);
  }

  async *readStream(
    stream: string,
    from: StreamRevision,
    direction: 'forwards' | 'backwards',
    limit?: number,
  ): AsyncGenerator<RecordedEvent> {
    this.assertOpen();
    for await (const { events } of this.pages.stream(stream, from, direction, limit))
      for (const event of events) yield event;
  }

  async *readAll(after: Position | null): AsyncGenerator<RecordedEvent> {
    this.assertOpen();
    const start = parseCounted(after ?? '0');
    const head = await this.followPages.head();
    // Not "yield*": over an array it costs two more promises for each event.
    const known = Math.max(0, Number(BigInt(head) - start));
    for await (const { events } of this.followPages.all(String(start), { known }))
      for (const event of events) yield event;
  }

  async *follow(
    after: Position | null,
    signal: AbortSignal,
    ground?: Ground,
  ): AsyncGenerator<FollowBatch> {
    this.assertOpen();
    this.listener.start();
    const ended = AbortSignal.any([signal, this.closing.signal]);
    let at = String(parseCounted(after ?? '0'));
    let stands = ground;
    let saidLive = false;
    const backOff = new BackOff(RETRY);
    while (!ended.aborted) {
      const { heard } = this.listener;
      try {
        if (!stands && at !== '0') stands = groundOf(await this.followPages.at(at));
        for await (const { events, last } of this.followPages.all(at, { ground: stands })) {
          if (ended.aborted) return;
          if (events.length > 0 || !saidLive) yield { events, live: last };
          saidLive = last;
          const newest = events.at(-1);
          if (newest) [at, stands] = [newest.position, groundOf(newest)];
        }
        backOff.reset();
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        if (ended.aborted) return;
        this.options.onOutage?.(error);
        await backOff.pause(ended);
        continue;
      }
      await this.listener.next(heard, ended);
      await rest(this.options.pacingMs ?? PACING_MS, ended);
    }
  }

  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    await this.listener.close();
    await this.endPool();
  }

  private async appendOnce(
    stream: string,
    events: readonly NewEvent[],
    before: bigint,
    ground: Ground | undefined,
  ): Promise<AppendAnswer> {
    const values = [stream, before, ...eventColumns(events), ground?.digest ?? null];
    const rows = await withConnection(this.pool, async (client) => {
      const answer = client.query<AppendAnswer>({
        ...APPEND,
        values,
      });
      return (await answer).rows;
    }).catch((error: unknown) => {
      throw error instanceof StoreUnavailable ? error : appendFailure(stream, error);
    });
    const [row] = rows;
    if (!row) throw new TypeError('append_events answers with one row');
    return row;
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new StoreUnavailable('the event store is closed');
  }
}
