import type { NewEvent, RecordedEvent, StreamRevision } from './event-store.js';
import type { Steps } from './slices.js';

/** Earlier entries a command cites, by revision, handed in by the sequencer. */
export type Cited<Event> = ReadonlyMap<StreamRevision, Event>;

export type Decision<Event, Refusal> = { readonly accepted: Event } | { readonly refused: Refusal };

/** What the sequencer adds to an accepted event before it is stored. */
export interface Stamp {
  /** ISO 8601 instant in UTC with milliseconds. Never decreases within a stream. */
  readonly recordedAt: string;
  /** SHA-256 (hex) of the canonical command. */
  readonly commandDigest: string;
  /** Of the command. What is encoded may keep it beside the event; the id must not depend on it. */
  readonly traceparent?: string | undefined;
}

/**
 * What the sequencer must know of a stream to run it: its state, its fold and its decisions.
 *
 * The state is folded in place. A round decides against an overlay, which reads through to its base
 * and keeps its own changes; it is merged when the append is durable and dropped when it failed.
 */
export interface StreamModel<Command, Event, State, Refusal> {
  /** A snapshot written by another version is ignored. Raise it whenever the fold or the state changes. */
  readonly foldVersion: string;

  initialState(): State;
  /**
   * The base may be an overlay itself: an atomic batch is decided in one of its own, and a round on top of the one that
   * is being written.
   */
  overlay(base: State): State;
  /** Moves the changes of an overlay into the base it was made of. Overlays made on top of it stay as they are. */
  merge(overlay: State): void;
  fold(state: State, event: Event, revision: StreamRevision): void;

  /**
   * Every revision at which a key may have been posted. Keys are found by fingerprint, which several may share: each
   * candidate is read and compared, and when none of them has the key it was never posted.
   */
  candidates(state: State, key: string): readonly StreamRevision[];
  /** Revisions of the earlier entries this command cites; those that do not exist are left out. */
  needs(state: State, command: Command): readonly StreamRevision[];
  decide(state: State, command: Command, cited: Cited<Event>): Decision<Event, Refusal>;
  /** The refusal for a key that was used for another command. */
  keyReused(key: string, original: Event): Refusal;

  /** What the accounts that a folded event moved hold after it. Its accounts are stated to whoever posted it. */
  left?(state: State, event: Event): readonly AccountLeft[];

  /** The event as it is folded: stamped. Pure. */
  stamp(event: Event, stamp: Stamp): Event;
  recordedAt(event: Event): string;
  /** The id follows from stream, key and digest only (`eventId`), so that every try writes the same. */
  encode(event: Event, stamp: Stamp): NewEvent;
  decode(recorded: RecordedEvent): Event;
  /** Key and command digest of a stored event, for the idempotency check. */
  identity(recorded: RecordedEvent): { readonly key: string; readonly digest: string };

  /** The state as chunks; numeric data as binary columns. */
  snapshot(state: State): Iterable<Uint8Array>;
  /** The same in small steps, most of which only prepare a chunk: other work comes in between. */
  snapshotSteps?(state: State): Iterable<Uint8Array | undefined>;
  restore(chunks: readonly Uint8Array[]): State;
  /** The same in small steps: other work comes in between. */
  restoreSteps?(chunks: readonly Uint8Array[]): Steps<State>;
}

/** What an account holds right after an entry, before any later one. */
export interface AccountLeft {
  readonly account: string;
  /** Names and dimensions of the amounts, in their order. */
  readonly components: readonly { readonly name: string; readonly dimension: string }[];
  readonly amounts: readonly bigint[];
}

/** A command with the key that makes it idempotent. */
export interface Submission<Command> {
  readonly key: string;
  readonly digest: string;
  /** Whether the command is also known by another digest, as when what it names has two names. Asked only when it matters. */
  readonly isAlsoKnownAs?: (digest: string) => boolean;
  readonly command: Command;
  /**
   * Characters of the command as text, where whoever made it knows them. Weighed when absent, which takes as long as the
   * command is: a batch of ten thousand would be weighed in one turn of the event loop.
   */
  readonly length?: number;
  /** W3C trace context of whoever asks, when that is traced. The same command asked by another is the same command. */
  readonly traceparent?: string;
}

export interface Accepted<Event> {
  readonly kind: 'accepted';
  readonly event: Event;
  readonly revision: StreamRevision;
  /** Absent when the entry only was decided, not recorded (dry run). */
  readonly position?: string;
  /** The same command was posted before under this key: this is its original answer. */
  readonly repeated: boolean;
  /** Absent of an entry that was read from the log: only the process that decided it knows what it left. */
  readonly left?: readonly AccountLeft[];
}

export interface Refused<Refusal> {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

export type Outcome<Event, Refusal> = Accepted<Event> | Refused<Refusal>;
