import type { Accepted, Refused } from '../stream-model.js';
import type { Entry } from './entry.js';
import type { Atomic, Failed, LineOutcome } from './outcomes.js';

/** A decided command. An accepted one may still wait to become durable. */
export type Verdict<Event, Refusal> =
  | { readonly kind: 'accepted'; readonly entry: Entry<Event>; readonly repeated: boolean }
  | Refused<Refusal>
  | Failed;

/** The answer to a verdict once the round is durable; before that an accepted one has no position. */
export function outcomeOf<Event, Refusal>(
  verdict: Verdict<Event, Refusal>,
): LineOutcome<Event, Refusal> {
  if (verdict.kind !== 'accepted') return verdict;
  const { entry, repeated } = verdict;
  const { event, revision, position, left } = entry;
  // Member by member: each member spread in costs as much as the rest together.
  const outcome: Writable<Accepted<Event>> = { kind: 'accepted', event, revision, repeated };
  if (position !== undefined) outcome.position = position;
  if (left !== undefined) outcome.left = left;
  return outcome;
}

type Writable<Members> = { -readonly [Key in keyof Members]: Members[Key] };

/** A batch with its lines, or the reason it cannot be decided at all. */
export type DecidedBatch<Command, Event, Refusal> =
  | {
      readonly item: Atomic<Command, Event, Refusal>;
      readonly lines: readonly Verdict<Event, Refusal>[];
      readonly recorded: boolean;
    }
  | { readonly item: Atomic<Command, Event, Refusal>; readonly error: unknown };
