import type { Book } from '../book.js';
import type { RecordedEvent } from '#event-store';
import type { Said, Ticket } from './ticket.js';

/** All that the clerks were told, to be held against the log. */
export class Promises {
  readonly faults: string[] = [];
  /** Acknowledged revision by entry id. */
  readonly recorded = new Map<string, string>();
  private readonly refused = new Map<string, string>();
  private readonly atomic = new Map<string, readonly string[]>();

  /** Notes an answer. An entry that was acknowledged stays so, at its revision, whoever is asked. */
  note(ticket: Ticket, said: ReadonlyMap<string, Said>): void {
    for (const [entryId, one] of said) {
      const before = this.recorded.get(entryId);
      if (one.kind === 'recorded') {
        if (before !== undefined && before !== one.revision)
          this.faults.push(`${entryId}: acknowledged at ${before}, then at ${one.revision}`);
        if (before !== undefined) continue;
        this.recorded.set(entryId, one.revision);
        this.refused.delete(entryId);
        ticket.onRecorded(entryId);
      } else if (one.kind === 'refused') {
        if (before !== undefined)
          this.faults.push(`${entryId}: acknowledged at ${before}, then refused (${one.code})`);
        this.refused.set(entryId, one.code);
      }
    }
  }

  /** A batch that must be in the log whole or not at all. */
  atomicBatch({ key, entryIds }: Ticket): void {
    this.atomic.set(key, entryIds);
  }

  /** How many entries were refused, by code. */
  get refusals(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const code of this.refused.values()) counts.set(code, (counts.get(code) ?? 0) + 1);
    return counts;
  }

  /** When everything is settled, the log holds what was acknowledged and nothing else. */
  broken(book: Book, log: readonly RecordedEvent[], since: number): string[] {
    const faults = [...this.faults];
    for (const [entryId, revision] of this.recorded) {
      const found = book.entries.get(entryId);
      if (found !== revision)
        faults.push(`${entryId}: acknowledged at revision ${revision}, stands at ${found}`);
    }
    for (const [entryId, revision] of book.entries)
      if (Number(revision) >= since && !this.recorded.has(entryId))
        faults.push(
          `${entryId}: stands at ${revision}, ${this.refused.get(entryId) ?? 'never acknowledged'}`,
        );
    const surplus = log.length - since - this.recorded.size;
    if (surplus !== 0) faults.push(`${surplus} entries more than were acknowledged`);
    for (const batch of this.atomic.values()) faults.push(...torn(batch, book));
    return faults;
  }
}

const torn = (batch: readonly string[], book: Book): string[] => {
  const found = batch.map((entryId) => book.entries.get(entryId));
  if (found.every((revision) => revision === undefined)) return [];
  const [first] = found;
  const whole = found.every((revision, i) => revision === String(Number(first) + i));
  return whole ? [] : [`atomic batch ${batch.join(', ')}: revisions ${found.join(', ')}`];
};
