import type { LedgerEvent } from '#domain';
import type { RecordedEvent, StreamRevision } from '#event-store';

/** An entry that was decoded once for all readers, with the texts it is shown as to those who see the same of it. */
export interface TailEntry {
  readonly recorded: RecordedEvent;
  readonly event: LedgerEvent;
  /** The entry that it annotates or unfreezes. */
  readonly target?: LedgerEvent | undefined;
  /** By the key of a scope; `null` where nothing of it is seen. */
  readonly texts: Map<string, Buffer | null>;
  /** Of the stored text and of the texts made of it. */
  bytes: number;
}

/** The newest entries of one ledger, without gaps, for all readers of its stream. */
export class EntryTail {
  readonly entries: TailEntry[] = [];
  bytes = 0;
  /** Changes when units, indicators or the day changed: what readers may see is then judged anew. */
  epoch = 0;
  private first: StreamRevision | undefined;

  constructor(readonly ledger: string) {}

  /** The revision behind the newest entry; undefined before the first one was heard of. */
  get end(): StreamRevision | undefined {
    return this.first === undefined ? undefined : this.first + BigInt(this.entries.length);
  }

  at(revision: StreamRevision): TailEntry | undefined {
    return this.first === undefined ? undefined : this.entries[Number(revision - this.first)];
  }

  /** Takes the next entry. One that is here already is ignored; behind a gap the tail begins anew. */
  push(entry: TailEntry): void {
    const { revision } = entry.recorded;
    const { end } = this;
    if (end !== undefined && revision < end) return;
    if (end !== revision) {
      this.entries.length = 0;
      this.bytes = 0;
      this.first = revision;
    }
    this.entries.push(entry);
    this.bytes += entry.bytes;
  }

  /** Counts a text that was made of an entry. */
  grow(entry: TailEntry, bytes: number): void {
    entry.bytes += bytes;
    if (this.at(entry.recorded.revision) === entry) this.bytes += bytes;
  }

  dropOldest(): void {
    const dropped = this.entries.shift();
    if (dropped === undefined || this.first === undefined) return;
    this.first += 1n;
    this.bytes -= dropped.bytes;
  }
}
