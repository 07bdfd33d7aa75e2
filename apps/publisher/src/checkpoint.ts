import type { Ground, Position } from '#event-store';
import type { TopicEnds } from './message-writer.js';
import type { WithheldLedgers } from './withheld.js';

/** How far the log is published. */
export interface PublishedPlace {
  readonly position: Position | null;
  readonly withheld: WithheldLedgers;
  /** The event at `position`; absent where only its number was kept. */
  readonly ground?: Ground | undefined;
  /** The last event of each stream that was published. */
  readonly told?: readonly Ground[] | undefined;
  /** Where the topic ended after the last message; absent where an older version kept the place. */
  readonly ends?: TopicEnds | undefined;
}

/** Another publisher has moved the checkpoint: this one lost the lead without hearing of it. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

/** Keeps that place. Losing it costs a publication of the whole log, and no message. */
export interface Checkpoint {
  load(): Promise<PublishedPlace>;
  /**
   * Fenced: a publisher that lost the lead must not move it back.
   * @param expected where this publisher left it
   * @throws {CheckpointMoved}
   */
  save(place: PublishedPlace, expected: Position | null): Promise<void>;
}
