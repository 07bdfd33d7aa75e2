import type { Ground, Position, RecordedEvent } from '../event-store.js';
import { groundOf } from '../ground.js';

/** An event by content, and where it stands: a log that was copied holds it elsewhere. */
export interface Standing {
  readonly ground: Ground;
  readonly position: Position | null;
}

export const standing = (event: RecordedEvent): Standing => ({
  ground: groundOf(event),
  position: event.position,
});

export const lastOf = (events: readonly RecordedEvent[]): Standing | undefined => {
  const last = events.at(-1);
  return last && standing(last);
};
