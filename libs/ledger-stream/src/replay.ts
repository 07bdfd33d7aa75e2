import { fold, LedgerState, type Fingerprinting, type LedgerEvent } from '#domain';
import { LogDamaged, type RecordedEvent } from '#event-store';
import { balancesOf, RunningDigest } from './digest-of-balances.js';
import { newFingerprints } from './keyed-fingerprints.js';
import { decodeRecorded } from './record-codec.js';

export interface ReplayOptions {
  /** Only this stream of the log. All that is given must be one stream when absent. */
  readonly stream?: string;
  /** The last revision to fold. */
  readonly toRevision?: bigint;
  /** Instant (ISO 8601, UTC with milliseconds) by which the last folded entry was recorded. */
  readonly knownAt?: string;
  /** The last of the ledger's days (YYYY-MM-DD) to fold; it stops before the day advances beyond it. */
  readonly throughDay?: string;
  /** A key of its own when absent. */
  readonly fingerprinting?: Fingerprinting;
  /** Entries between two calls of `onProgress`; 10 000 when absent. */
  readonly progressEvery?: number;
  readonly onProgress?: (progress: { readonly entries: number; readonly revision: bigint }) => void;
}

export interface Replayed {
  readonly state: LedgerState;
  readonly entries: number;
  /** Of the last folded entry; nothing when there was none. */
  readonly revision: bigint | undefined;
  /** SHA-256 of the balances: equal in two installations that hold the same ledger. */
  readonly digest: string;
  /** Indicators that gained or lost something over all accounts. Empty in a sound ledger. */
  readonly unbalanced: readonly Unbalanced[];
  /** Closes of plan years that state another digest than that of the balances they closed over. */
  readonly closesThatDiffer: readonly bigint[];
  readonly eventsPerSecond: number;
}

export interface Unbalanced {
  readonly indicator: string;
  readonly component: string;
  /** Whole units. */
  readonly sum: bigint;
}

/** The log is not one that these rules wrote: what is folded behind this place would be made up. */
export class BrokenLog extends Error {
  override readonly name = 'BrokenLog';
  constructor(
    readonly stream: string,
    readonly revision: bigint,
    reason: string,
    options?: { cause?: unknown },
  ) {
    super(`${stream}@${revision}: ${reason}`, options);
  }
}

const PROGRESS_EVERY = 10_000;

/**
 * Folds a log from its first entry and checks it: revisions without a gap, every account within its bound on every day
 * (the fold does that), conservation by indicator and component, and the digests that closes of plan years state.
 * @throws {BrokenLog} a gap, or an entry that cannot be read or folded
 */
export const replay = async (
  log: AsyncIterable<RecordedEvent>,
  options: ReplayOptions = {},
): Promise<Replayed> => {
  const { stream, onProgress, progressEvery = PROGRESS_EVERY } = options;
  const started = performance.now();
  const state = LedgerState.initial(options.fingerprinting ?? newFingerprints());
  const digest = new RunningDigest(state);
  const closesThatDiffer: bigint[] = [];
  let entries = 0;
  for await (const recorded of log) {
    if (stream !== undefined && recorded.stream !== stream) continue;
    const { revision } = recorded;
    if (options.toRevision !== undefined && revision > options.toRevision) break;
    const event = readNext(recorded, entries);
    if (isBeyond(event, options)) break;
    if (event.type === 'PlanYearClosed' && event.data.stateDigest !== digest.now())
      closesThatDiffer.push(revision);
    foldNext(state, event, recorded);
    entries += 1;
    if (entries % progressEvery === 0) onProgress?.({ entries, revision });
  }
  const seconds = (performance.now() - started) / 1000;
  return {
    state,
    entries,
    revision: entries === 0 ? undefined : BigInt(entries - 1),
    digest: digest.now(),
    unbalanced: unbalancedOf(state),
    closesThatDiffer,
    eventsPerSecond: Math.round(entries / seconds),
  };
};

const readNext = (recorded: RecordedEvent, due: number): LedgerEvent => {
  const { stream, revision } = recorded;
  if (revision !== BigInt(due)) throw new BrokenLog(stream, revision, `revision ${due} was due`);
  try {
    return decodeRecorded(recorded);
  } catch (cause) {
    const why = cause instanceof LogDamaged ? `: ${cause.message}` : '';
    throw new BrokenLog(stream, revision, `the entry cannot be read${why}`, { cause });
  }
};

const foldNext = (
  state: LedgerState,
  event: LedgerEvent,
  { stream, revision }: RecordedEvent,
): void => {
  try {
    fold(state, event, Number(revision));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'the entry cannot be folded';
    const { entryId } = event.data;
    throw new BrokenLog(stream, revision, `entry ${entryId}: ${reason}`, { cause });
  }
};

/** Dates and instants of one form are in the order of their letters. */
const isBeyond = (event: LedgerEvent, { knownAt, throughDay }: ReplayOptions): boolean =>
  (knownAt !== undefined && event.data.recordedAt > knownAt) ||
  (throughDay !== undefined && event.type === 'DayAdvanced' && event.data.date > throughDay);

const unbalancedOf = (state: LedgerState): Unbalanced[] => {
  const sums = new Map<string, Unbalanced>();
  for (const { indicator, component, amount } of balancesOf(state)) {
    const key = `${indicator}/${component}`;
    sums.set(key, { indicator, component, sum: (sums.get(key)?.sum ?? 0n) + amount });
  }
  return [...sums.values()].filter(({ sum }) => sum !== 0n);
};
