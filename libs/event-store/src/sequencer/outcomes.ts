import type { Outcome, Submission } from '../stream-model.js';

/** A line whose command could not be decided or stored: a defect of the model or an outage. */
export interface Failed {
  readonly kind: 'failed';
  readonly error: unknown;
}

export type LineOutcome<Event, Refusal> = Outcome<Event, Refusal> | Failed;

export interface BatchOutcome<Event, Refusal> {
  /**
   * Every accepted line is in the log. False for an atomic batch with a line that was not accepted
   * and for a dry run: then accepted lines have a provisional revision and no position.
   */
  readonly recorded: boolean;
  /** One a line, in the order of the submissions. */
  readonly lines: readonly LineOutcome<Event, Refusal>[];
}

export interface BatchOptions {
  /** All lines or none, in one append. Otherwise each line stands for itself. */
  readonly atomic: boolean;
}

/** One command and who waits for its answer. */
export interface Single<Command, Event, Refusal> {
  readonly atomic: false;
  readonly submission: Submission<Command>;
  readonly resolve: (outcome: Outcome<Event, Refusal>) => void;
  readonly reject: (error: unknown) => void;
}

/** An atomic batch and who waits for its answer. */
export interface Atomic<Command, Event, Refusal> {
  readonly atomic: true;
  readonly submissions: readonly Submission<Command>[];
  readonly resolve: (outcome: BatchOutcome<Event, Refusal>) => void;
  readonly reject: (error: unknown) => void;
}

/** What waits in the queue of a stream. */
export type Waiting<Command, Event, Refusal> =
  Single<Command, Event, Refusal> | Atomic<Command, Event, Refusal>;
