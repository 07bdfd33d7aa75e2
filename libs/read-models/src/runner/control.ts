import type { ClientBase } from 'pg';
import type { Position } from '#event-store';
import { CONTROL, LIVE, PROJECTION_VERSION } from '../schema/names.js';

/** What is known about the live table set. */
export interface LiveSet {
  readonly generation: string;
  readonly version: number;
  /** Of the last event that is in the tables; null before the first. */
  readonly position: Position | null;
  /** Events of the log up to there, passed over ones included. */
  readonly events: bigint;
}

interface Row {
  readonly generation: string;
  readonly projection_version: number;
  readonly position: Position | null;
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
    `select generation, projection_version, position, events from ${CONTROL}.table_sets
      where schema_name = $1 and exists (select from pg_namespace where nspname = $1) ${lock === 'lock' ? 'for update' : ''}`,
    [LIVE],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { generation, projection_version: version, position, events } = row;
  return { generation, version, position, events: BigInt(events) };
};

/** Moves the checkpoint. In the transaction of the rows, or a crash between the two would lose or repeat some. */
export const moveCheckpoint = async (
  client: ClientBase,
  position: Position,
  events: number,
): Promise<void> => {
  await client.query(
    `update ${CONTROL}.table_sets set position = $1, events = events + $2 where schema_name = $3`,
    [position, events, LIVE],
  );
};

/** Says that the live schema is another table set now. */
export const installSet = async (
  client: ClientBase,
  position: Position | null,
  events: bigint,
): Promise<void> => {
  await client.query(
    `insert into ${CONTROL}.table_sets as s
        (schema_name, projection_version, generation, position, events)
      values ($1, $2, nextval('${CONTROL}.generations'), $3, $4)
      on conflict (schema_name) do update set projection_version = excluded.projection_version,
        generation = excluded.generation, position = excluded.position, events = excluded.events,
        switched_at = now()`,
    [LIVE, PROJECTION_VERSION, position, events],
  );
};

/**
 * Says that there is no live set: the next follower builds one from the first event, and until then
 * there is nothing to read. For a log that moved, whose places are others. In the transaction of the move.
 */
export const forgetTables = async (client: Pick<ClientBase, 'query'>): Promise<void> => {
  await client.query(`delete from ${CONTROL}.table_sets where schema_name = $1`, [LIVE]);
};
