import {
  EventIdReused,
  RevisionConflict,
  type Appended,
  type ExpectedRevision,
  type NewEvent,
  type RecordedEvent,
  type Ground,
} from '../event-store.js';
import { LogWentBack, standsOn } from '../ground.js';

/** The events themselves, shared by the stores opened on them. */
export class MemoryLog {
  /** The event at position p stands at index p - 1. */
  readonly events: RecordedEvent[] = [];
  private readonly streams = new Map<string, RecordedEvent[]>();
  private readonly ids = new Set<string>();
  private readonly sleepers = new Set<() => void>();

  stream(name: string): readonly RecordedEvent[] {
    return this.streams.get(name) ?? [];
  }

  append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    ground: Ground | undefined,
  ): Appended {
    const recorded = this.streams.get(stream) ?? [];
    if (ground && !standsOn(ground, recorded[Number(ground.revision)]))
      throw new LogWentBack(ground, recorded.at(-1)?.revision ?? 'no-stream');
    const from = expected === 'no-stream' ? 0 : Number(expected) + 1;
    if (recorded.length !== from) return repeated(stream, recorded, events, expected);
    this.assertNewIds(events);

    const added = events.map(({ id, type, body, metadata }, index) =>
      Object.freeze({
        id,
        type,
        body,
        metadata,
        stream,
        revision: BigInt(from + index),
        position: String(this.events.length + index + 1),
      }),
    );
    for (const event of added) {
      this.ids.add(event.id);
      this.events.push(event);
      recorded.push(event);
    }
    this.streams.set(stream, recorded);
    this.wake();
    return appended(added);
  }

  /** Only the first so many events are left, as after a restore of an older copy. */
  goBackTo(length: number): void {
    for (const { id } of this.events.splice(length)) this.ids.delete(id);
    this.streams.clear();
    for (const event of this.events) {
      const recorded = this.streams.get(event.stream) ?? [];
      recorded.push(event);
      this.streams.set(event.stream, recorded);
    }
    this.wake();
  }

  /** Resolves at the next append, or when a signal aborts. */
  nextAppend(...signals: readonly AbortSignal[]): Promise<void> {
    return new Promise((resolve) => {
      const awake = () => {
        this.sleepers.delete(awake);
        for (const signal of signals) signal.removeEventListener('abort', awake);
        resolve();
      };
      this.sleepers.add(awake);
      for (const signal of signals) signal.addEventListener('abort', awake);
      if (signals.some(({ aborted }) => aborted)) awake();
    });
  }

  private wake(): void {
    for (const awake of [...this.sleepers]) awake();
  }

  private assertNewIds(events: readonly NewEvent[]): void {
    const own = new Set<string>();
    for (const { id } of events) {
      if (this.ids.has(id) || own.has(id)) throw new EventIdReused(id);
      own.add(id);
    }
  }
}

/** The original answer when these very events stand at this very place, a conflict otherwise. */
function repeated(
  stream: string,
  recorded: readonly RecordedEvent[],
  events: readonly NewEvent[],
  expected: ExpectedRevision,
): Appended {
  const from = expected === 'no-stream' ? 0 : Number(expected) + 1;
  const there = recorded.slice(from, from + events.length);
  const same =
    there.length === events.length && there.every(({ id }, index) => id === events[index]?.id);
  if (same) return { ...appended(there), repeated: true };
  throw new RevisionConflict(stream, expected, recorded.at(-1)?.revision ?? 'no-stream');
}

function appended(events: readonly RecordedEvent[]): Appended {
  const last = events.at(-1);
  if (!last) throw new RangeError('an append holds at least one event');
  return { revision: last.revision, positions: events.map(({ position }) => position) };
}
