import type { Pool } from 'pg';
import type { Position, RecordedEvent, StreamRevision } from '../event-store.js';
import { withConnection } from './connection.js';
import { readFailure } from './failures.js';

/** Events of one page at most, and about the bytes it may have: a page is held in memory whole. */
const PAGE_MAX = 5_000;
const PAGE_BYTES = 8 * 1024 * 1024;
/** Nothing is known of the size of events before the first page. */
const FIRST_PAGE = 500;

const COLUMNS = 'position, stream, revision, id, type, body, metadata';

type Row = [Position, string, string, string, string, string, string];

export interface Page {
  readonly events: readonly RecordedEvent[];
  /** Nothing stood behind it when it was read. */
  readonly last: boolean;
}

interface Query {
  readonly name: string;
  readonly text: string;
  /** The values of a page that begins behind `last`, or of the first one. */
  values(last: RecordedEvent | null, limit: number): unknown[];
}

/** Reads events in pages by key; the next page is fetched while the current one is consumed. */
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

  /** After a position up to another one, or to the head as it is when the last page is read. */
  all(after: Position, upTo?: Position): AsyncGenerator<Page> {
    return this.pages({
      name: 'event_store_all',
      text: `select ${COLUMNS} from event_store.events
        where position > $1 and position <= $2 order by position limit $3`,
      values: (last, limit) => [last?.position ?? after, upTo ?? END, limit],
    });
  }

  stream(
    stream: string,
    from: StreamRevision,
    direction: 'forwards' | 'backwards',
    limit = Infinity,
  ): AsyncGenerator<Page> {
    const forwards = direction === 'forwards';
    const step = forwards ? 1n : -1n;
    return this.pages(
      {
        name: `event_store_stream_${direction}`,
        text: `select ${COLUMNS} from event_store.events
          where stream = $1 and revision ${forwards ? '>=' : '<='} $2
          order by revision ${forwards ? 'asc' : 'desc'} limit $3`,
        values: (last, most) => [stream, last ? last.revision + step : from, most],
      },
      limit,
    );
  }

  private async *pages(query: Query, limit = Infinity): AsyncGenerator<Page> {
    let left = limit;
    let size = Math.min(FIRST_PAGE, left);
    let next = this.page(query, null, size);
    for (;;) {
      const events = await next;
      const asked = size;
      left -= events.length;
      const end = events.at(-1);
      const last = events.length < asked || left === 0 || !end;
      if (!last) {
        size = Math.min(nextPageSize(events), left);
        next = this.page(query, end, size);
        // Awaited on the next round; a reader that stops before must not end the process.
        next.catch(ignore);
      }
      yield { events, last };
      if (last) return;
    }
  }

  private async page(
    { name, text, values }: Query,
    last: RecordedEvent | null,
    limit: number,
  ): Promise<RecordedEvent[]> {
    if (limit === 0) return [];
    return (await this.rows<Row>({ name, text, values: values(last, limit) })).map(recorded);
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

/** The greatest bigint of PostgreSQL. */
const END: Position = '9223372036854775807';

const ignore = (): void => undefined;

const recorded = ([position, stream, revision, id, type, body, metadata]: Row): RecordedEvent => ({
  id,
  type,
  body,
  metadata,
  stream,
  revision: BigInt(revision),
  position,
});

/** Many small events or few big ones: about the same number of bytes. */
function nextPageSize(events: readonly RecordedEvent[]): number {
  const length = events.reduce((sum, { body, metadata }) => sum + body.length + metadata.length, 1);
  const fitting = Math.floor((PAGE_BYTES * events.length) / length);
  return Math.max(1, Math.min(PAGE_MAX, fitting));
}
