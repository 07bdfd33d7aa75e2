import type { ClientBase } from 'pg';
import type { AppendLimits, EventStore, ExpectedRevision, NewEvent } from '../event-store.js';
import { eventColumns } from './binary-array.js';
import { appendFailure } from './failures.js';
import { LIMITS } from './postgres-event-store.js';

/**
 * The log of a database that another engine keeps, as a copy is brought up to it. Its door is shut to all who append;
 * whoever moves the log back adds here what is missing, under {@link holdAppends}, and compares all of it
 * before it is the log again.
 */
export class LeftBehindLog implements Pick<EventStore, 'limits' | 'append' | 'readAll'> {
  readonly limits: AppendLimits = LIMITS;

  constructor(
    /** Holds the appends. Of a role that may write events. */
    private readonly client: Pick<ClientBase, 'query'>,
    private readonly store: Pick<EventStore, 'readAll'>,
  ) {}

  readAll(after: string | null): ReturnType<EventStore['readAll']> {
    return this.store.readAll(after);
  }

  /** One transaction. A revision that stands there already is refused by the table. */
  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<{ readonly revision: bigint; readonly positions: readonly string[] }> {
    const before = expected === 'no-stream' ? -1n : expected;
    const { rows } = await this.client
      .query<{ position: string }>(
        `insert into event_store.events (position, revision, id, stream, type, body, metadata)
         select (select coalesce(max(e.position), 0) from event_store.events e) + n.ordinal,
                $2::bigint + n.ordinal, n.id, $1, n.type, n.body, n.metadata
           from unnest($3::uuid[], $4::text[], $5::text[], $6::text[])
                with ordinality as n (id, type, body, metadata, ordinal)
         returning position`,
        [stream, before, ...eventColumns(events)],
      )
      .catch((error: unknown) => {
        throw appendFailure(stream, error);
      });
    return {
      revision: before + BigInt(events.length),
      positions: rows.map(({ position }) => position),
    };
  }
}
