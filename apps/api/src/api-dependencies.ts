import type { LedgerCommand, LedgerEvent, LedgerState, Refusal, Role } from '#domain';
import type { EventStore, Sequencer } from '#event-store';

/** The sequencer of the quota ledgers, one stream for each province. */
export type LedgerSequencer = Sequencer<LedgerCommand, LedgerEvent, LedgerState, Refusal>;

/** Who asks, as a verified token says. */
export interface Identity {
  readonly sub: string;
  readonly name?: string;
  readonly role: Role;
  /** unitId, or a code as it is today. Absent for `operator` and `public`, which hold nothing. */
  readonly unit?: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** Verified tokens are cached by the implementation until they expire. */
export interface TokenVerifier {
  /** @throws whatever is wrong with the token: the door answers 401 and logs the reason */
  verify(token: string): Promise<Identity>;
}

/** One thing that must work before requests are sent here. */
export interface ReadinessCheck {
  readonly name: string;
  /** @throws what is wrong */
  check(): Promise<void>;
}

export interface MetricsRegistry {
  readonly contentType: string;
  metrics(): Promise<string>;
}

/** What pino offers and this door uses. */
export interface Logger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface ApiLimits {
  /** Bytes of a request body; more is 413. */
  readonly bodyBytesMax: number;
  readonly batchLinesMax: number;
  /** Rows of one page. */
  readonly pageMax: number;
  /** Milliseconds to wait for a read model to reach `minRevision`. */
  readonly minRevisionWaitMs: number;
}

export const API_LIMITS: ApiLimits = {
  bodyBytesMax: 10 * 1024 * 1024,
  batchLinesMax: 10_000,
  pageMax: 1_000,
  minRevisionWaitMs: 5_000,
};

/** All the HTTP door needs from the outside. It names no adapter. */
export interface ApiDependencies {
  readonly sequencer: LedgerSequencer;
  /** For the raw log and for single entries, which are read by revision. */
  readonly store: EventStore;
  readonly tokens: TokenVerifier;
  readonly clock: () => Date;
  readonly logger: Logger;
  readonly metrics: MetricsRegistry;
  readonly readiness: readonly ReadinessCheck[];
  readonly limits?: Partial<ApiLimits>;
}

/** The injection token of `ApiDependencies`. */
export const API_DEPENDENCIES = Symbol('ApiDependencies');
