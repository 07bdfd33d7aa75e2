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
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const saved: Snapshot = { revision, chunks: [] };
    // Each is copied as it comes: writers use their buffers again.
    for await (const chunk of chunks) saved.chunks.push(Uint8Array.from(chunk));
    const versions = this.kept.get(stream) ?? new Map<string, Snapshot[]>();
    const others = (versions.get(foldVersion) ?? []).filter((one) => one.revision !== revision);
    const newestFirst = [saved, ...others].sort((a, b) => (a.revision < b.revision ? 1 : -1));
    versions.set(foldVersion, newestFirst.slice(0, SNAPSHOTS_KEPT));
    this.kept.set(stream, versions);
  }
}

/** Readers use their buffers again. */
const copyOf = ({ revision, chunks }: Snapshot): Snapshot => ({
  revision,
  chunks: chunks.map((chunk) => Uint8Array.from(chunk)),
});
