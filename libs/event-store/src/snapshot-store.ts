import type { StreamRevision } from './event-store.js';

/** A folded state as its model wrote it: the chunks come back in number, order and length as saved. */
export interface Snapshot {
  /** The last revision folded into it. */
  readonly revision: StreamRevision;
  readonly chunks: Uint8Array[];
}

/** How far the fold of a long stream has come that is made beside the requests. */
export interface FoldProgress {
  readonly stream: string;
  readonly events: number;
  /** Events that the stream held when the fold began. */
  readonly ofAbout: number;
  /** Milliseconds that it still takes at its pace so far; absent before it has one. */
  readonly msLeft?: number;
}

/**
 * Folded states kept to start faster. A cache: losing all of it costs time, never a fact.
 * The two newest of a fold version are kept, so a reader never finds a half-replaced one.
 */
export interface SnapshotStore {
  /**
   * The newest snapshot of this fold version, or `null`; another version's is never given.
   * @throws {StoreUnavailable} it could not be read
   */
  latest(stream: string, foldVersion: string): Promise<Snapshot | null>;

  /**
   * Keeps a snapshot, all chunks of it or none. The same revision again replaces it.
   * @throws {StoreUnavailable} nothing was kept
   */
  save(
    stream: string,
    foldVersion: string,
    revision: StreamRevision,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<void>;

  /** The fold that `latest` waits for, while there is one. */
  folding?(stream: string): FoldProgress | undefined;
}

/** Newest snapshots kept of the fold version being saved. */
export const SNAPSHOTS_KEPT = 2;
