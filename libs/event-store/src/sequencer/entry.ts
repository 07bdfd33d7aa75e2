import type { RecordedEvent, StreamRevision } from '../event-store.js';
import type { StreamModel } from '../stream-model.js';

/** An event of the stream with what the idempotency check compares. */
export interface Entry<Event> {
  readonly key: string;
  readonly digest: string;
  readonly event: Event;
  readonly revision: StreamRevision;
  /** Absent while the event is not durable. */
  position?: string;
}

export function recordedEntry<Command, Event, State, Refusal>(
  model: StreamModel<Command, Event, State, Refusal>,
  recorded: RecordedEvent,
): Entry<Event> {
  const { key, digest } = model.identity(recorded);
  const { revision, position } = recorded;
  return { key, digest, event: model.decode(recorded), revision, position };
}
