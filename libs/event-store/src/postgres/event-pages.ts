import type { Pool } from 'pg';
import {
  LogDamaged,
  type Ground,
  type Position,
  type RecordedEvent,
  type StreamRevision,
} from '../event-store.js';
import { groundOf, LogWentBack, provenAfter } from '../ground.js';
import { pagesOf, type Page, type ReadPage } from '../paging.js';
import { withConnection } from '../connections.js';
import { readFailure } from './failures.js';

/** Events of one page at most. */
const PAGE_MAX = 2_000;

const COLUMNS = 'position, stream, revision, id, type, body, metadata';

type Row = [Position, string, string, string, string, string, string];

/**
 * How a kind of page is asked for. Every page is a range with two ends, which positions and
 * revisions allow because they have no gaps. With "limit" alone the planner, as long as the table
 * was never analyzed, sorts all that is left of the log for each page.
 */
interface Query {
  readonly name: string;
  readonly text: string;
  /** The values of the page that begins with `last`, or of the first one. */
  readonly values: (last: RecordedEvent | null, size: number) => unknown[];
}

const ALL = {
  name: 'event_store_all',
  text: `select ${COLUMNS} from event_store.events
    where position >= $1 and position < $1::bigint + $2::bigint order by position`,
};
const FORWARDS = {
  name: 'event_store_forwards',
  text: `select ${COLUMNS} from event_store.events
    where stream = $1 and revision >= $2 and revision < $2::bigint + $3::bigint order by revision`,
};
const BACKWARDS = {
  name: 'event_store_backwards',
  text: `with start as (select least($2::bigint, max(revision)) as revision
      from event_store.events where stream = $1)
    select ${COLUMNS} from event_store.events
    where stream = $1 and revision <= (select revision from start)
      and revision > (select revision from start) - $3::bigint order by revision desc`,
};

/** Reads events in pages; the next page is fetched while the current one is consumed. */
export class EventPages {
  constructor(private readonly pool: Pool) {}

  /** Position of the last event, `'0'` for an empty log. */
  async head(): Promise<Position> {
    const [row] = await this.rows<[Position]>({
      name: 'event_store_head',
      text: 'select coalesce(max(position), 0) from event_store.events',
      values: [],
    });
    return row?.[0] ?? '0';
  }

  /** The event at a position. @throws {LogWentBack} there is none */
  async at(position: Position): Promise<RecordedEvent> {
    const [event] = await this.page({ ...ALL, values: () => [position, 1] }, 1);
    if (event === undefined) throw LogWentBack.nothingAt(position);
    return event;
  }

  /**
   * After a position, as many events as are known to be there, or up to the head as it is when the
   * last page is read. An empty page ends the log only when no event stands behind it: a hole as long as
   * a page would otherwise look like the end, and a follower would wait before it for ever.
   * @param ground the event at `after`, if it is known
   * @throws {LogWentBack} another event stands there, or none
   * @throws {LogDamaged} a position is missing
   */
  async *all(
    after: Position,
    { known = Infinity, ground }: { readonly known?: number; readonly ground?: Ground | undefined },
  ): AsyncGenerator<Page> {
    const first = String(BigInt(after) + (ground ? 0n : 1n));
    const query = {
      ...ALL,
      values: (last: RecordedEvent | null, size: number) => [last?.position ?? first, size],
    };
    let at = BigInt(after);
    let seen = 0;
    for await (const page of this.pages(query, known, ground)) {
      const end = page.events.at(-1)?.position;
      seen += page.events.length;
      at += BigInt(page.events.length);
      if (end === undefined) await this.assertEnd(at);
      else if (String(at) !== end) throw new LogDamaged(`a position is missing before ${end}`);
      yield page;
    }
    if (known !== Infinity && seen < known) throw new LogDamaged(`the log ends at ${at}`);
  }

  /**
   * What was appended between the two questions stands in the range that was asked for, so that another look at
   * its first place tells the two cases apart.
   */
  private async assertEnd(at: bigint): Promise<void> {
    if (BigInt(await this.head()) <= at) return;
    const following = { ...ALL, values: (_: unknown, size: number) => [String(at + 1n), size] };
    const [next] = await this.page(following, 1);
    if (next === undefined) throw new LogDamaged(`a position is missing after ${at}`);
  }

  /** @throws {LogDamaged} a revision is missing between two events */
  async *stream(
    stream: string,
    from: StreamRevision,
    direction: 'forwards' | 'backwards',
    limit = Infinity,
  ): AsyncGenerator<Page> {
    const forwards = direction === 'forwards';
    const step = forwards ? 1n : -1n;
    const first = forwards && from < 0n ? 0n : from;
    const values = (last: RecordedEvent | null, size: number) => [
      stream,
      last?.revision ?? first,
      size,
    ];
    let due = forwards ? first : undefined;
    for await (const page of this.pages({ ...(forwards ? FORWARDS : BACKWARDS), values }, limit)) {
      for (const { revision } of page.events) {
        if (due !== undefined && revision !== due)
          throw new LogDamaged(`${stream}: ${revision} stands where ${due} is due`);
        due = revision + step;
      }
      yield page;
    }
  }

  /** Each page begins with the last event of the one before, which shows that the log is still the same. */
  private pages(query: Query, limit: number, ground?: Ground): AsyncGenerator<Page> {
    const read: ReadPage = async (last, size) => {
      const stands = last ? groundOf(last) : ground;
      if (!stands) return this.page(query, size, last);
      return provenAfter(stands, await this.page(query, size + 1, last));
    };
    return pagesOf(read, { ...{ limit, pageMax: PAGE_MAX }, shortIsEnd: true });
  }

  private async page(
    { name, text, values }: Query,
    size: number,
    last: RecordedEvent | null = null,
  ): Promise<RecordedEvent[]> {
    return (await this.rows<Row>({ name, text, values: values(last, size) })).map(recorded);
  }

  private async rows<R extends unknown[]>(query: {
    name: string;
    text: string;
    values: unknown[];
  }): Promise<R[]> {
    try {
      return await withConnection(
        this.pool,
        async (client) => (await client.query<R>({ ...query, rowMode: 'array' })).rows,
      );
    } catch (error) {
      throw readFailure(error);
    }
  }
}

const recorded = ([position, stream, revision, id, type, body, metadata]: Row): RecordedEvent => ({
  id,
  type,
  body,
  metadata,
  stream,
  revision: BigInt(revision),
  position,
});
