import type { ClientBase } from 'pg';
import {
  groundNote,
  groundOf,
  readGroundNote,
  type Ground,
  type Position,
  type RecordedEvent,
} from '#event-store';
import { CONTROL, LIVE, PROJECTION_VERSION } from '../schema/names.js';

/** What is known about the live table set. */
export interface LiveSet {
  readonly generation: string;
  readonly version: number;
  /** Of the last event that is in the tables; null before the first. */
  readonly position: Position | null;
  /** That event; absent where an older version kept the place. */
  readonly ground: Ground | undefined;
  /** Events of the log up to there, passed over ones included. */
  readonly events: bigint;
}

interface Row {
  readonly generation: string;
  readonly projection_version: number;
  readonly position: Position | null;
  readonly ground: unknown;
  readonly events: string;
}

/**
 * The live set, or nothing before the first build or when its schema was dropped. `lock` holds it until the transaction
 * ends. Not of a pool: what a pool has idle may be silent, which only `withConnection` knows.
 */
export const liveSet = async (
  client: ClientBase,
  lock: 'lock' | 'no-lock' = 'no-lock',
): Promise<LiveSet | undefined> => {
  const { rows } = await client.query<Row>(
    `select generation, projection_version, position, ground, events from ${CONTROL}.table_sets
      where schema_name = $1 and exists (select from pg_namespace where nspname = $1) ${lock === 'lock' ? 'for update' : ''}`,
    [LIVE],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { generation, projection_version: version, position, events } = row;
  const ground = readGroundNote(row.ground);
  return { generation, version, position, ground, events: BigInt(events) };
};

/** Moves the checkpoint. In the transaction of the rows, or a crash between the two would lose or repeat some. */
export const moveCheckpoint = async (
  client: ClientBase,
  last: RecordedEvent,
  events: number,
): Promise<void> => {
  await client.query(
    `update ${CONTROL}.table_sets set position = $1, ground = $2, events = events + $3
      where schema_name = $4`,
    [last.position, JSON.stringify(groundNote(groundOf(last))), events, LIVE],
  );
};

/** Says that the live schema is another table set now. */
export const installSet = async (
  client: ClientBase,
  last: RecordedEvent | undefined,
  events: bigint,
): Promise<void> => {
  await client.query(
    `insert into ${CONTROL}.table_sets as s
        (schema_name, projection_version, generation, position, events, ground)
      values ($1, $2, nextval('${CONTROL}.generations'), $3, $4, $5)
      on conflict (schema_name) do update set projection_version = excluded.projection_version,
        generation = excluded.generation, position = excluded.position, events = excluded.events,
        ground = excluded.ground, went_back = null, switched_at = now()`,
    [
      ...[LIVE, PROJECTION_VERSION, last?.position ?? null, events],
      last ? JSON.stringify(groundNote(groundOf(last))) : null,
    ],
  );
};

/**
 * Says that there is no live set: the next follower builds one from the first event, and until then
 * there is nothing to read. For a log that moved, whose places are others. In the transaction of the move.
 */
export const forgetTables = async (client: Pick<ClientBase, 'query'>): Promise<void> => {
  await client.query(`delete from ${CONTROL}.table_sets where schema_name = $1`, [LIVE]);
};
