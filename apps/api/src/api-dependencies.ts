import type { Registry } from 'prom-client';
import type { LedgerCommand, LedgerEvent, LedgerState, Refusal } from '#domain';
import type { EventStore, Sequencer } from '#event-store';
import type { Pool } from 'pg';
import type { RefusalRecorder } from '#ledger-stream';
import type { Clock, Localised, Logger, TokenVerifier, Tracing } from '#platform';

/** The sequencer of the quota ledgers, one stream for each province. */
export type LedgerSequencer = Sequencer<LedgerCommand, LedgerEvent, LedgerState, Refusal>;

/** One thing that must work before requests are sent here. */
export interface ReadinessCheck {
  readonly name: string;
  /** @throws what is wrong */
  check(): Promise<void>;
}

export interface Concern {
  readonly name: string;
  /** Says what is the matter and what to do. */
  readonly detail: string;
}

export interface ApiLimits {
  /** Bytes of a request body; more is 413. */
  readonly bodyBytesMax: number;
  readonly batchLinesMax: number;
  /** Rows of one page. */
  readonly pageMax: number;
  /** Milliseconds to wait for a read model to reach `minRevision`. */
  readonly minRevisionWaitMs: number;
  /** Readers of server-sent events at once; more are answered 503. */
  readonly streamReadersMax: number;
  /** Readers with one token; more are answered 429. */
  readonly streamReadersPerTokenMax: number;
  /** Bytes of entries kept for all readers of streams together, and of what waits in their connections. */
  readonly streamBytesMax: number;
}

export const API_LIMITS: ApiLimits = {
  bodyBytesMax: 10 * 1024 * 1024,
  batchLinesMax: 10_000,
  pageMax: 1_000,
  minRevisionWaitMs: 5_000,
  streamReadersMax: 2_000,
  streamReadersPerTokenMax: 100,
  streamBytesMax: 64 * 1024 * 1024,
};

/** All the HTTP door needs from the outside. It names no adapter. */
export interface ApiDependencies {
  readonly sequencer: LedgerSequencer;
  /** For the raw log and for single entries, which are read by revision. */
  readonly store: EventStore;
  /** Connections to the database of the read models. */
  readonly readModels: Pool;
  /** Caches what it verified: it is asked once a request. */
  readonly tokens: TokenVerifier;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'isLevelEnabled'>;
  /** Makes spans of the requests; nothing is traced when absent. */
  readonly tracing?: Pick<Tracing, 'begin'>;
  /** The figures of this process; the door adds those of its requests. */
  readonly metrics: Registry;
  readonly readiness: readonly ReadinessCheck[];
  /** What a person should know although requests are answered; readiness says it is degraded. */
  readonly concerns?: () => readonly Concern[];
  /** How far the read models are while this process builds them anew. */
  readonly building?: () => Localised | undefined;
  readonly limits?: Partial<ApiLimits>;
  /** Makes the description of the API before the door opens. Default false: on the first request for it. */
  readonly describeAtStart?: boolean;
  /** Adds a route that checks and does nothing, to measure against. Default false. */
  readonly noOpRoute?: boolean;
  /** Keeps what the rules refused; nothing is kept when absent. */
  readonly refusals?: Pick<RefusalRecorder, 'record'>;
}

export const apiLimits = ({ limits }: Pick<ApiDependencies, 'limits'>): ApiLimits => ({
  ...API_LIMITS,
  ...limits,
});

/** The injection token of `ApiDependencies`. */
export const API_DEPENDENCIES = Symbol('ApiDependencies');
