import {
  AppendOutcomeUnknown,
  AppendTooLarge,
  EventIdReused,
  RevisionConflict,
  type Appended,
  type EventStore,
} from '../event-store.js';
import { LogWentBack } from '../ground.js';
import type { Carried } from './carried.js';
import type { Round } from './round.js';

/**
 * What became of an append, and the error that left it in doubt. `recorded`: the round stands in the log as it was decided. `again`: it
 * does not, or not with these bytes; read the tail and decide again. `failed`: its callers are told.
 */
export type Written =
  | { readonly kind: 'recorded'; readonly appended: Appended; readonly cause?: unknown }
  | { readonly kind: 'again'; readonly cause: unknown }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Writes the rounds of one stream, and finds out what became of those nobody knows about. */
export class RoundWriter<Command, Event, State, Refusal> {
  /**
   * An earlier append may have come true or may yet do so. The store may take the next one for it,
   * because the ids are the same, though the bytes may not be.
   */
  private unsure = false;

  constructor(
    private readonly store: EventStore,
    private readonly stream: string,
  ) {}

  /** @throws {StoreUnavailable} what became of it could not be read */
  async write(
    round: Round<Command, Event, State, Refusal>,
    carried: Carried<Command>,
  ): Promise<Written> {
    let cause: unknown;
    try {
      const appended = await this.append(round);
      if (!this.unsure && !appended.repeated) return { kind: 'recorded', appended };
      this.unsure = false;
    } catch (error) {
      const isSure = !this.unsure || error instanceof LogWentBack;
      if (error instanceof RevisionConflict && isSure) return { kind: 'again', cause: error };
      // The store has learned smaller limits since; decided again, the round is cut at them.
      if (error instanceof AppendTooLarge) return { kind: 'again', cause: error };
      if (error instanceof EventIdReused) return fateOfReused(error, round, carried);
      if (!(error instanceof RevisionConflict)) this.unsure = true;
      if (!(error instanceof RevisionConflict || error instanceof AppendOutcomeUnknown))
        return { kind: 'failed', error };
      cause = error;
    }
    const appended = await this.readBack(round);
    if (!appended) return { kind: 'again', cause };
    this.unsure = false;
    return { kind: 'recorded', appended, cause };
  }

  private append({ events, base }: Round<Command, Event, State, Refusal>): Promise<Appended> {
    return this.store.append(this.stream, events, base.revision, base.ground);
  }

  /**
   * The answer of the append if the log holds the round byte for byte. Then it need not be decided
   * again, which would put what it refused after what it accepted.
   */
  private async readBack({
    from,
    events,
  }: Round<Command, Event, State, Refusal>): Promise<Appended | undefined> {
    const positions: string[] = [];
    for await (const recorded of this.store.readStream(
      this.stream,
      from,
      'forwards',
      events.length,
    )) {
      const event = events[positions.length];
      const same =
        recorded.id === event?.id &&
        recorded.body === event.body &&
        recorded.metadata === event.metadata;
      if (!same) return undefined;
      positions.push(recorded.position);
    }
    if (positions.length < events.length) return undefined;
    return { revision: from + BigInt(events.length) - 1n, positions };
  }
}

/** A defect of the model; only the command it belongs to is guilty. */
function fateOfReused<Command, Event, State, Refusal>(
  error: EventIdReused,
  round: Round<Command, Event, State, Refusal>,
  carried: Carried<Command>,
): Written {
  const guilty = round.submissionOf(error.id);
  if (!guilty) return { kind: 'failed', error };
  carried.ban(guilty, error);
  return { kind: 'again', cause: error };
}
