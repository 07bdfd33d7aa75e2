import type { Loss } from '../trail.js';

/** What happened in one durable (or empty) round. Times in milliseconds. */
export interface RoundObserved {
  readonly stream: string;
  /** Commands decided, accepted or not. */
  readonly commands: number;
  readonly events: number;
  readonly bytes: number;
  /** 0 when nothing had to be written. */
  readonly appendMs: number;
  readonly tries: number;
  /** Commands that still wait, those of a round on its way included. */
  readonly queued: number;
}

/** For metrics and the log. Must not throw and must not wait. */
export interface SequencerObserver {
  round?(observed: RoundObserved): void;
  /** An append that has to be tried again, or whose outcome was not sure, and why. */
  retry?(stream: string, error: unknown): void;
  /** An error that no caller sees: the state could not be merged, or the log lost what it held; it is loaded anew. */
  defect?(stream: string, error: unknown): void;
  /** What of a stream this process knew and the log does not hold any more. */
  lost?(losses: readonly Loss[]): void;
  /** The newest snapshot is of no use, for instance because the log went back before it; the log is folded instead. */
  snapshotIgnored?(stream: string, why: unknown): void;
}
