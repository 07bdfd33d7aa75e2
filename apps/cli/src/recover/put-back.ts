import type { Pool } from 'pg';
import { groundNote, groundOf, type EventStore, type Loss, type RecordedEvent } from '#event-store';
import { ledgerModel, ledgerStream } from '#ledger-stream';
import { forgetTables, rebuild, RebuildRunning } from '#read-models';
import type { Lost, LostPlace } from './lost.js';

/** The follower that tells nobody: it reads the whole log anew. */
const DAY_JOB = 'day-job';

/**
 * Puts what this database keeps beside its log back to what the log holds: places of followers, snapshots, and last the
 * tables, which are the only ones that know what was lost. Broken off it is begun again. Nothing is posted.
 */
export const putBack = async (
  pool: Pool,
  store: EventStore,
  { losses, places }: Lost,
  onProgress: (events: number) => void,
): Promise<void> => {
  const fork = places.length === 0 ? undefined : await forkOf(pool, store, losses);
  for (const place of places) await putPlaceBack(pool, place, fork);
  for (const { stream, from } of losses)
    await pool.query('delete from event_store.snapshots where stream = $1 and revision >= $2', [
      ...[stream, from],
    ]);
  if (losses.length > 0) await buildTables(pool, store, onProgress);
  await pool.query('update worker.losses set decided_at = now() where decided_at is null');
};

const putPlaceBack = async (
  pool: Pool,
  { follower }: LostPlace,
  fork: Fork | undefined,
): Promise<void> => {
  if (follower === DAY_JOB || fork?.last === undefined) {
    await pool.query('delete from worker.follower_memory where follower = $1', [follower]);
    return;
  }
  const told = [...fork.heads.values()].map((event) => groundNote(groundOf(event)));
  await pool.query(
    `update worker.follower_memory set position = $1, ground = $2, told = $3, saved_at = now()
      where follower = $4`,
    [
      ...[fork.last.position, JSON.stringify(groundNote(groundOf(fork.last)))],
      ...[JSON.stringify(told), follower],
    ],
  );
};

/** Where the log that is there and the one that was lost were one for the last time. */
interface Fork {
  readonly last: RecordedEvent | undefined;
  /** The last event of each ledger up to there. */
  readonly heads: ReadonlyMap<string, RecordedEvent>;
}

/**
 * Behind the last event before the first one that the tables do not hold: all up to there stood in both logs, and what
 * was told twice is told with the same id.
 */
const forkOf = async (pool: Pool, store: EventStore, losses: readonly Loss[]): Promise<Fork> => {
  const known = new Map<string, bigint>();
  const { rows } = await pool.query<{ ledger: string; revision: string }>(
    'select ledger, revision from read.ledgers',
  );
  for (const { ledger, revision } of rows) known.set(ledgerStream(ledger), BigInt(revision));
  for (const { stream, from } of losses) known.set(stream, from - 1n);
  const heads = new Map<string, RecordedEvent>();
  let last: RecordedEvent | undefined;
  for await (const event of store.readAll(null)) {
    if (event.stream.startsWith(ledgerStream(''))) {
      if (event.revision > (known.get(event.stream) ?? -1n)) break;
      heads.set(event.stream, event);
    }
    last = event;
  }
  return { last, heads };
};

const buildTables = async (
  pool: Pool,
  store: EventStore,
  onProgress: (events: number) => void,
): Promise<void> => {
  await forgetTables(pool);
  try {
    await rebuild({
      ...{ pool, store },
      decode: (recorded) => ledgerModel.decode(recorded),
      onProgress: ({ events }) => onProgress(events),
    });
  } catch (error) {
    // A server that runs has begun it.
    if (!(error instanceof RebuildRunning)) throw error;
  }
};
