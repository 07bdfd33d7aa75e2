import { formatDay, parseDay, type Day } from '#domain';

/** Days that began while their ledger was suspended, or just before: what they bring is posted when it is resumed. */
export class WaitingDays {
  private readonly byStream = new Map<string, Set<Day>>();

  add(stream: string, day: Day): void {
    const days = this.byStream.get(stream) ?? new Set();
    this.byStream.set(stream, days.add(day));
  }

  delete(stream: string, day: Day): void {
    this.byStream.get(stream)?.delete(day);
  }

  get streams(): readonly string[] {
    return [...this.byStream.keys()];
  }

  /** The earliest first: a day is finished before the next one begins. */
  of(stream: string): readonly Day[] {
    return [...(this.byStream.get(stream) ?? [])].sort((a, b) => a - b);
  }

  /** As notes of a follower's memory, `<stream>@<date>`. */
  notes(): string[] {
    return [...this.byStream].flatMap(([stream, days]) =>
      Array.from(days, (day) => `${stream}@${formatDay(day)}`),
    );
  }

  /** Takes a note back in. False when it is one of something else. */
  recall(note: string): boolean {
    const at = note.lastIndexOf('@');
    const day = at < 0 ? undefined : parseDay(note.slice(at + 1));
    if (day === undefined) return false;
    this.add(note.slice(0, at), day);
    return true;
  }
}
