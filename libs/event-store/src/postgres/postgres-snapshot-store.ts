import type { Pool } from 'pg';
import type { StreamRevision } from '../event-store.js';
import { type Snapshot, type SnapshotStore } from '../snapshot-store.js';
import { withConnection } from '../connections.js';
import { poolOf, type ConnectionSource } from './pool.js';
import { readNewest, replace } from './snapshot-rows.js';

/** Snapshots beside the log, in the schema that `migrateEventStore` makes. */
export class PostgresSnapshotStore implements SnapshotStore {
  private readonly pool: Pool;
  private readonly endPool: () => Promise<void>;

  constructor(source: ConnectionSource) {
    const { pool, end } = poolOf(source);
    this.pool = pool;
    this.endPool = end;
  }

  latest(stream: string, foldVersion: string): Promise<Snapshot | null> {
    return withConnection(this.pool, (client) => readNewest(client, stream, foldVersion));
  }

  save(
    stream: string,
    foldVersion: string,
    revision: StreamRevision,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<void> {
    return withConnection(this.pool, (client) =>
      replace(client, { stream, foldVersion, revision }, chunks),
    );
  }

  close(): Promise<void> {
    return this.endPool();
  }
}
