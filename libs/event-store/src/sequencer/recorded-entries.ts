import { LRUCache } from 'lru-cache';
import type { EventStore, RecordedEvent, StreamRevision } from '../event-store.js';
import type { StreamModel } from '../stream-model.js';
import { recordedEntry, type Entry } from './entry.js';

/** Revisions this near to each other are read in one go: a row too many costs less than a query. */
const RANGE_GAP_MAX = 16n;
const READS_AT_ONCE_MAX = 8;

/** What an entry takes in memory beside its text, and how much more than the text its decoded form takes. */
const ENTRY_BYTES = 500;
const EXPANSION = 4;

/** A stored event that the model cannot read. Only the commands that need it fail. */
export class Unreadable {
  constructor(readonly error: unknown) {}
}

/** What reading brought: `null` where the stream has no such revision. */
export class FoundEntries<Event> {
  readonly byRevision = new Map<StreamRevision, Entry<Event> | Unreadable | null>();
}

/** Recorded events as they are cited and repeated: the recent ones in memory, the others by revision. */
export class RecordedEntries<Command, Event, State, Refusal> {
  private readonly recent: LRUCache<string, Entry<Event>>;

  constructor(
    private readonly store: EventStore,
    private readonly model: StreamModel<Command, Event, State, Refusal>,
    { entriesMax, bytesMax }: { readonly entriesMax: number; readonly bytesMax: number },
  ) {
    this.recent = new LRUCache({
      max: entriesMax,
      maxSize: bytesMax,
      sizeCalculation: ({ bytes }) => ENTRY_BYTES + bytes * EXPANSION,
    });
  }

  peek(stream: string, revision: StreamRevision): Entry<Event> | undefined {
    return this.recent.get(`${stream}@${revision}`);
  }

  keep(stream: string, entry: Entry<Event>): void {
    this.recent.set(`${stream}@${entry.revision}`, entry);
  }

  /** The log is not the one they were read from any more. */
  forget(): void {
    this.recent.clear();
  }

  /** @throws {StoreUnavailable} */
  async read(
    stream: string,
    revisions: readonly StreamRevision[],
    found: FoundEntries<Event>['byRevision'],
  ): Promise<void> {
    for (const revision of revisions) found.set(revision, null);
    const ranges = rangesOf(revisions);
    for (let at = 0; at < ranges.length; at += READS_AT_ONCE_MAX) {
      const reads = ranges
        .slice(at, at + READS_AT_ONCE_MAX)
        .map((range) => this.readRange(stream, range, found));
      await Promise.all(reads);
    }
  }

  private async readRange(
    stream: string,
    { from, to }: RevisionRange,
    found: FoundEntries<Event>['byRevision'],
  ): Promise<void> {
    const count = Number(to - from) + 1;
    for await (const recorded of this.store.readStream(stream, from, 'forwards', count)) {
      if (!found.has(recorded.revision)) continue;
      found.set(recorded.revision, this.readable(recorded));
    }
  }

  private readable(recorded: RecordedEvent): Entry<Event> | Unreadable {
    try {
      const entry = recordedEntry(this.model, recorded);
      this.keep(recorded.stream, entry);
      return entry;
    } catch (error) {
      return new Unreadable(error);
    }
  }
}

interface RevisionRange {
  readonly from: StreamRevision;
  to: StreamRevision;
}

function rangesOf(revisions: readonly StreamRevision[]): RevisionRange[] {
  const ranges: RevisionRange[] = [];
  for (const revision of [...revisions].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
    const last = ranges.at(-1);
    if (last && revision - last.to <= RANGE_GAP_MAX) last.to = revision;
    else ranges.push({ from: revision, to: revision });
  }
  return ranges;
}
