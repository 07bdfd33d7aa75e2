import type { ClientBase, QueryResult, QueryResultRow } from 'pg';
import type { StreamRevision } from '../event-store.js';
import { SNAPSHOTS_KEPT, type Snapshot } from '../snapshot-store.js';
import { readFailure } from './failures.js';

/** Bytes of one row. */
const PART_MAX = 1024 * 1024;

interface SnapshotKey {
  readonly stream: string;
  readonly foldVersion: string;
  readonly revision: StreamRevision;
}

type PartRow = { revision: string; part: number; bytes: Buffer };

/** The newest snapshot of a stream and fold version, read in one statement: never half of two. */
export async function readNewest(
  client: ClientBase,
  stream: string,
  foldVersion: string,
): Promise<Snapshot | null> {
  const { rows } = await attempt(
    client.query<PartRow>({
      name: 'event_store_newest_snapshot',
      text: `select newest.revision, c.part, c.bytes
        from (select snapshot, revision from event_store.snapshots
              where stream = $1 and fold_version = $2 order by revision desc limit 1) newest
        join event_store.snapshot_chunks c using (snapshot) order by c.chunk, c.part`,
      values: [stream, foldVersion],
    }),
  );
  const [first] = rows;
  return first ? { revision: BigInt(first.revision), chunks: chunksOf(rows) } : null;
}

/** Writes a snapshot in place of an earlier one of its revision and drops those no longer needed. */
export async function replace(
  client: ClientBase,
  key: SnapshotKey,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  await attempt(client.query('begin'));
  try {
    // A cache need not wait for the disk.
    await attempt(client.query('set local synchronous_commit = off'));
    await insert(client, key, chunks);
    await dropOld(client, key);
    await attempt(client.query('commit'));
  } catch (error) {
    // On a broken connection the server rolls back by itself.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function insert(
  client: ClientBase,
  { stream, foldVersion, revision }: SnapshotKey,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const key = [stream, foldVersion, revision];
  // Two processes may save the same revision: the later one waits and then replaces.
  await attempt(
    client.query(`select pg_advisory_xact_lock(hashtextextended('event_store.' || $1, 0))`, [
      stream,
    ]),
  );
  await attempt(
    client.query(
      'delete from event_store.snapshots where stream = $1 and fold_version = $2 and revision = $3',
      key,
    ),
  );
  const { rows } = await attempt(
    client.query<{ snapshot: string }>(
      `insert into event_store.snapshots (stream, fold_version, revision)
       values ($1, $2, $3) returning snapshot`,
      key,
    ),
  );
  const snapshot = rows[0]?.snapshot;
  let chunk = 0;
  for await (const bytes of chunks) {
    for (const [part, row] of partsOf(bytes).entries())
      await attempt(
        client.query({
          name: 'event_store_insert_chunk',
          text: 'insert into event_store.snapshot_chunks values ($1, $2, $3, $4)',
          values: [snapshot, chunk, part, row],
        }),
      );
    chunk++;
  }
}

/**
 * Keeps the newest of this fold version, and one of whichever version was saved last beside it: an
 * older release that is started again, or still runs beside the new one, starts fast too.
 */
async function dropOld(client: ClientBase, { stream, foldVersion }: SnapshotKey): Promise<void> {
  await attempt(
    client.query(
      `delete from event_store.snapshots where stream = $1 and snapshot not in (
         (select snapshot from event_store.snapshots
          where stream = $1 and fold_version = $2 order by revision desc limit ${SNAPSHOTS_KEPT})
         union all
         (select snapshot from event_store.snapshots
          where stream = $1 and fold_version <> $2 order by snapshot desc limit 1))`,
      [stream, foldVersion],
    ),
  );
}

/** Views of one row's size, and one empty part for an empty chunk: it must come back as well. */
function partsOf(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = 0;
  do {
    parts.push(bytes.subarray(at, at + PART_MAX));
    at += PART_MAX;
  } while (at < bytes.length);
  return parts;
}

function chunksOf(rows: readonly PartRow[]): Uint8Array[] {
  const chunks: Uint8Array[][] = [];
  for (const { part, bytes } of rows)
    if (part === 0) chunks.push([bytes]);
    else chunks.at(-1)?.push(bytes);
  return chunks.map(joined);
}

/** Aligned at 8 bytes and alone in its memory, so that typed arrays may be laid over it. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Only what the database answers becomes `StoreUnavailable`, not what the caller's chunks throw. */
async function attempt<R extends QueryResultRow>(
  answer: Promise<QueryResult<R>>,
): Promise<QueryResult<R>> {
  try {
    return await answer;
  } catch (error) {
    throw readFailure(error);
  }
}
