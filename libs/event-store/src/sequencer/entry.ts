import type { RecordedEvent, StreamRevision } from '../event-store.js';
import type { AccountLeft, StreamModel } from '../stream-model.js';

/** An event of the stream with what the idempotency check compares. */
export interface Entry<Event> {
  readonly key: string;
  readonly digest: string;
  readonly event: Event;
  readonly revision: StreamRevision;
  /** Of the stored text: what it takes in memory is a multiple of it. */
  readonly bytes: number;
  /** Absent of an entry that was read from the log: only the process that decided it knows what it left. */
  readonly left?: readonly AccountLeft[];
  /** Absent while the event is not durable. */
  position?: string;
}

export function recordedEntry<Command, Event, State, Refusal>(
  model: StreamModel<Command, Event, State, Refusal>,
  recorded: RecordedEvent,
): Entry<Event> {
  const { key, digest } = model.identity(recorded);
  const { revision, position, body, metadata } = recorded;
  const bytes = body.length + metadata.length;
  return { key, digest, event: model.decode(recorded), revision, bytes, position };
}
