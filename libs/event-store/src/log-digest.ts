import { createHash } from 'node:crypto';
import type { RecordedEvent, StreamRevision } from './event-store.js';

/** A stream up to one of its revisions, in one line. */
export interface StreamDigest {
  readonly stream: string;
  readonly revision: StreamRevision;
  /** SHA-256 (hex) that every event up to `revision` went into. */
  readonly digest: string;
}

/**
 * Digests of the streams of a log, event by event. Each is a chain (the digest before, then the event), so that the one
 * of an earlier revision is passed on the way to a later one. Positions are left out: they are the adapter's own, and a
 * log that was moved is still the same log. What is hashed can never change, because digests are kept elsewhere for
 * years.
 */
export class LogDigest {
  private readonly heads = new Map<string, StreamDigest>();

  /** @throws {RangeError} the event is not the next one of its stream */
  add({ stream, revision, id, type, body, metadata }: RecordedEvent): StreamDigest {
    const before = this.heads.get(stream);
    const due = before === undefined ? 0n : before.revision + 1n;
    if (revision !== due)
      throw new RangeError(`${stream}: revision ${revision} stands where ${due} is due`);
    const digest = createHash('sha256')
      .update(before?.digest ?? '')
      // A list of texts as JSON: no two lists read the same.
      .update(JSON.stringify([String(revision), id, type, body, metadata]))
      .digest('hex');
    const head = { stream, revision, digest };
    this.heads.set(stream, head);
    return head;
  }

  /** Of each stream at its last revision, by name. */
  get streams(): readonly StreamDigest[] {
    return [...this.heads.values()].sort((a, b) => (a.stream < b.stream ? -1 : 1));
  }
}
