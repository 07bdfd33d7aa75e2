import type { StreamRevision } from '../event-store.js';
import { SNAPSHOTS_KEPT, type Snapshot, type SnapshotStore } from '../snapshot-store.js';

export class MemorySnapshotStore implements SnapshotStore {
  /** Stream, then fold version, then newest first. */
  private readonly kept = new Map<string, Map<string, Snapshot[]>>();

  async latest(stream: string, foldVersion: string): Promise<Snapshot | null> {
    const newest = this.kept.get(stream)?.get(foldVersion)?.[0];
    return newest ? copyOf(newest) : null;
  }

  async save(
    stream: string,
    foldVersion: string,
    revision: StreamRevision,
    chunks: Iterable<Uint8Array>,
  ): Promise<void> {
    const saved = copyOf({ revision, chunks });
    const versions = this.kept.get(stream) ?? new Map<string, Snapshot[]>();
    const others = (versions.get(foldVersion) ?? []).filter((one) => one.revision !== revision);
    const newestFirst = [saved, ...others].sort((a, b) => (a.revision < b.revision ? 1 : -1));
    versions.set(foldVersion, newestFirst.slice(0, SNAPSHOTS_KEPT));
    this.kept.set(stream, versions);
  }
}

/** Each chunk is copied as it comes: writers and readers use their buffers again. */
const copyOf = ({
  revision,
  chunks,
}: {
  readonly revision: StreamRevision;
  readonly chunks: Iterable<Uint8Array>;
}): Snapshot => ({ revision, chunks: Array.from(chunks, (chunk) => Uint8Array.from(chunk)) });
