import type { StreamRevision } from '../event-store.js';
import type { Cited } from '../stream-model.js';
import type { Entry } from './entry.js';
import { Unreadable, type FoundEntries, type RecordedEntries } from './recorded-entries.js';
import type { Unwritten } from './round-base.js';

/** The earlier events a round looks at: those that are not written yet, and recorded ones that may have to be read. */
export class Citations<Command, Event, State, Refusal> {
  private readonly missing = new Set<StreamRevision>();
  private readonly nothing: Cited<Event> = new Map();

  constructor(
    private readonly stream: string,
    /** The round's own, and those of the round it was decided on; the newest first. */
    private readonly unwritten: readonly Unwritten<Event>[],
    private readonly entries: RecordedEntries<Command, Event, State, Refusal>,
    private readonly found: FoundEntries<Event>,
  ) {}

  /** `null`: there is none. `undefined`: it must be read first. @throws what made it unreadable */
  at(revision: StreamRevision): Entry<Event> | null | undefined {
    for (const { from, pending } of this.unwritten)
      if (revision >= from) return pending[Number(revision - from)] ?? null;
    const found = this.found.byRevision.get(revision);
    if (found instanceof Unreadable) throw found.error;
    const entry = found === undefined ? this.entries.peek(this.stream, revision) : found;
    if (entry === undefined) this.missing.add(revision);
    return entry;
  }

  /** Nothing while one of them must be read first. */
  cite(revisions: readonly StreamRevision[]): Cited<Event> | undefined {
    if (revisions.length === 0) return this.nothing;
    const cited = new Map<StreamRevision, Event>();
    let known = 0;
    for (const revision of revisions) {
      const entry = this.at(revision);
      if (entry !== undefined) known++;
      if (entry) cited.set(revision, entry.event);
    }
    return known === revisions.length ? cited : undefined;
  }

  /** Reads what was missing. @throws {StoreUnavailable} */
  async supply(): Promise<void> {
    await this.entries.read(this.stream, [...this.missing], this.found.byRevision);
    this.missing.clear();
  }

  keep(entry: Entry<Event>): void {
    this.entries.keep(this.stream, entry);
  }
}
