import type { EventStore } from '../event-store.js';
import type { SnapshotStore } from '../snapshot-store.js';
import type { StreamModel } from '../stream-model.js';
import type { RecordedEntries } from './recorded-entries.js';

/** What the lanes of a sequencer share. */
export interface LaneTools<Command, Event, State, Refusal> {
  readonly store: EventStore;
  readonly model: StreamModel<Command, Event, State, Refusal>;
  readonly clock: () => Date | number;
  readonly snapshots: SnapshotStore | undefined;
  /** Milliseconds a caller waits for the state. */
  readonly patienceMs: number;
  readonly entries: RecordedEntries<Command, Event, State, Refusal>;
}
