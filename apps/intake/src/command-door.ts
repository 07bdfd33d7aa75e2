import type { Language, ProblemDocument } from '#platform';

/** A command as its message says. */
export interface AskedCommand {
  /** `Bearer <token>`, of whoever it is done as. */
  readonly authorization: string | undefined;
  readonly ledger: string;
  readonly kind: string;
  readonly entryId: string;
  readonly body: unknown;
  /** W3C trace context of whoever asks. */
  readonly traceparent: string | undefined;
}

export interface RecordedCommand {
  readonly revision: string;
  readonly position?: string;
  readonly recordedAt: string;
  readonly lots: readonly string[];
  readonly reservationId?: string;
}

/** `unavailable`: nothing is decided, and the same is to be asked again. */
export type CommandOutcome =
  | { readonly kind: 'recorded'; readonly posted: RecordedCommand; readonly repeated: boolean }
  | { readonly kind: 'refused'; readonly problem: Readonly<Record<Language, ProblemDocument>> }
  | { readonly kind: 'unavailable'; readonly error: unknown };

/** Where commands are checked, decided and recorded. The intake itself judges nothing. */
export interface CommandDoor {
  /** An outcome for each, in their order. */
  post(asked: readonly AskedCommand[]): Promise<readonly CommandOutcome[]>;
}
