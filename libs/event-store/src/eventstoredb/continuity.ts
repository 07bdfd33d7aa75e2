import { LRUCache } from 'lru-cache';
import { LogDamaged, type RecordedEvent, type StreamRevision } from '../event-store.js';

/** Streams whose last revision is remembered. One that was forgotten is not checked when it comes again. */
const STREAMS_MAX = 100_000;

/**
 * Positions of this log have gaps, so a missing event shows only in its stream, whose revisions have
 * none: a stream that was truncated or deleted and scavenged is found by what is left of it.
 */
export class Continuity {
  private readonly last: LRUCache<string, StreamRevision>;
  private whole: boolean;

  /** @param fromStart nothing stands before the first event that will be seen */
  constructor(
    fromStart: boolean,
    private readonly streamsMax: number = STREAMS_MAX,
  ) {
    this.whole = fromStart;
    this.last = new LRUCache({ max: streamsMax });
  }

  /** @throws {LogDamaged} */
  check({ stream, revision, type }: RecordedEvent): void {
    if (type === STREAM_DELETED) throw new LogDamaged(`${stream} was deleted`);
    const last = this.last.get(stream) ?? (this.whole ? -1n : undefined);
    if (last !== undefined && revision !== last + 1n)
      throw new LogDamaged(`${stream}: ${revision} follows ${last < 0n ? 'nothing' : last}`);
    if (this.last.size === this.streamsMax && !this.last.has(stream)) this.whole = false;
    this.last.set(stream, revision);
  }
}

/** The one system event that stands in an ordinary stream: it takes the stream away for good. */
const STREAM_DELETED = '$streamDeleted';
