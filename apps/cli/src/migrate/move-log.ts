import type { PoolClient } from 'pg';
import {
  compareLogs,
  copyLog,
  LogsDiffer,
  type CopyOptions,
  type CopyTarget,
  type EventStore,
  type Position,
} from '#event-store';
import { holdAppends, letAppend, logHome, moveHome } from '#event-store/postgres';
import { forgetTables } from '#read-models';
import { Failed } from '../failure.js';
import { COMMAND_LINE } from '../local/installation.js';

export type Engine = 'postgres' | 'eventstoredb';

/** What keeps a log, and the log in it. */
export interface Side<Log> {
  readonly engine: Engine;
  readonly store: Log;
}

export interface Moving {
  /** Of the owner of the database that both logs belong to. */
  readonly client: PoolClient;
  readonly from: Side<Pick<EventStore, 'readAll'>>;
  readonly to: Side<CopyTarget>;
  readonly onStep: (step: 'copy' | 'compare') => CopyOptions;
}

export interface Moved {
  /** Events in the log, and how many of them had to be written. */
  readonly events: number;
  readonly copied: number;
  /** Followers whose memory was brought to the places of the other log. */
  readonly followers: readonly string[];
}

/**
 * Copies what the other log does not hold yet, compares every byte of the two, and then says in one transaction that the
 * other engine keeps it: appends wait meanwhile and are refused afterwards, what followers remember is told in the places
 * of the new log, and the read models are to be built anew. Broken off at any moment it has changed nothing that counts,
 * and what was copied is not copied again.
 * @throws {Failed} a process runs on the database, or the log is elsewhere
 * @throws {LogsDiffer}
 */
export const moveLog = async (moving: Moving): Promise<Moved> => {
  await holdAppends(moving.client);
  try {
    return await moveHeld(moving);
  } finally {
    await letAppend(moving.client);
  }
};

const moveHeld = async ({ client, from, to, onStep }: Moving): Promise<Moved> => {
  await assertAlone(client);
  const home = await logHome(client);
  if (home?.engine !== from.engine)
    throw new Failed(
      `the log is kept by ${home?.engine ?? 'nobody yet'}, there is nothing to move from ${from.engine}`,
    );
  const copied = await copyLog(from.store, to.store, onStep('copy'));
  const memories = await remembered(client);
  const places = new Map<Position, Position>();
  let end: Position | null = null;
  const events = await compareLogs(from.store, to.store, onStep('compare'), ({ here, there }) => {
    if (memories.has(here.position)) places.set(here.position, there.position);
    end = here.position;
  });
  await client.query('begin');
  try {
    const followers = await carryOver(client, memories, places);
    await forgetTables(client);
    await moveHome(client, to.engine);
    await assertAlone(client);
    await assertEnd(from.store, end);
    await client.query('commit');
    return { events, copied, followers };
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
};

/** No lock of ours keeps an EventStoreDB still: a process that we cannot see may have posted. @throws {LogsDiffer} */
const assertEnd = async (
  store: Pick<EventStore, 'readAll'>,
  end: Position | null,
): Promise<void> => {
  for await (const { stream, revision } of store.readAll(end))
    throw new LogsDiffer(`${stream}@${revision} was posted meanwhile; start again`);
};

/** A process that still follows the log would go on in the places of the old one. @throws {Failed} */
const assertAlone = async (client: PoolClient): Promise<void> => {
  const { rows } = await client.query<{ name: string; from: string; count: number }>(
    `select application_name as name, coalesce(host(client_addr), 'this machine') as from,
            count(*)::int as count
       from pg_stat_activity
      where datname = current_database() and application_name like 'muledger %'
        and application_name <> $1
      group by 1, 2 order by 1, 2`,
    [COMMAND_LINE],
  );
  if (rows.length === 0) return;
  const who = rows.map(({ name, from, count }) => `${count} × ${name} from ${from}`).join(', ');
  throw new Failed(`processes still run on this database: ${who}. Stop them, then start again.`);
};

/** The followers by the place they remember. */
const remembered = async (
  client: PoolClient,
): Promise<ReadonlyMap<Position, readonly string[]>> => {
  const { rows } = await client.query<{ follower: string; position: Position }>(
    'select follower, position from worker.follower_memory order by follower',
  );
  const memories = new Map<Position, string[]>();
  for (const { follower, position } of rows)
    memories.set(position, [...(memories.get(position) ?? []), follower]);
  return memories;
};

const carryOver = async (
  client: PoolClient,
  memories: ReadonlyMap<Position, readonly string[]>,
  places: ReadonlyMap<Position, Position>,
): Promise<readonly string[]> => {
  for (const [position, followers] of memories) {
    const place = places.get(position);
    if (place === undefined)
      throw new Failed(`${followers.join(', ')} remembers ${position}, where the log has no event`);
    await client.query(
      'update worker.follower_memory set position = $1, saved_at = now() where follower = any($2)',
      [place, followers],
    );
  }
  return [...memories.values()].flat();
};
