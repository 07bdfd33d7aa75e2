import {
  FoldsAside,
  lossInWords,
  RevisionConflict,
  Sequencer,
  type FoldProgress,
  type Loss,
} from '#event-store';
import type { LedgerCommand, LedgerEvent, LedgerState, Refusal } from '#domain';
import { ledgerModel } from '#ledger-stream';
import type { Clock, Config, Logger, Tracing } from '#platform';
import { openEventLog, type EventLog } from './event-log.js';
import { foldWith } from './fold-aside.js';
import type { Pools } from './pools.js';
import type { ProcessMetrics } from './process-metrics.js';
import { tracedAppends } from './traced-log.js';

export type LedgerSequencer = Sequencer<LedgerCommand, LedgerEvent, LedgerState, Refusal>;

/** The log and what decides commands against it. */
export interface Log extends EventLog {
  readonly sequencer: LedgerSequencer;
  /** Folds long histories beside the requests; a log in memory is in this thread only. */
  readonly folds: FoldsAside | undefined;
}

/** Milliseconds a request waits for a ledger that is not in memory yet: within what a post may take. */
const PATIENCE = 700;

export interface OpenLogOptions {
  readonly config: Config;
  readonly ownerUrl: string;
  readonly pools: Pools;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: ProcessMetrics;
  readonly tracing: Tracing | undefined;
  /** The log does not hold any more what this process knew. */
  readonly onLost: (losses: readonly Loss[]) => void;
  /** A long history is folded, and how far that has come; nothing when it is over. */
  readonly onFolding: (stream: string, progress: FoldProgress | undefined) => void;
}

/** @throws {StartError} */
export const openLog = async (options: OpenLogOptions): Promise<Log> => {
  const { config, ownerUrl, pools, clock, logger, metrics, tracing, onLost, onFolding } = options;
  const { queuedCommandsMax: queueMax } = config;
  const events = await openEventLog(config, pools, logger);
  const store = tracing ? tracedAppends(events.store, tracing) : events.store;
  const folds =
    config.eventStore === 'memory'
      ? undefined
      : new FoldsAside({
          ...events,
          fold: foldWith({ ownerUrl, config }),
          onProgress: onFolding,
          onFailed: (stream, error) =>
            logger.warn({ err: error, stream }, 'the fold of a ledger failed'),
        });
  const snapshots = folds ?? events.snapshots;
  const sequencer = new Sequencer({
    ...{ store, model: ledgerModel, clock, snapshots, queueMax },
    patienceMs: PATIENCE,
    observe: {
      round: (observed) => metrics.round(observed),
      retry: (stream, error) => {
        metrics.retries.inc();
        // Two processes that write to one ledger conflict all the time; that is how they stay in order.
        if (error instanceof RevisionConflict)
          logger.debug({ stream, reason: error.message }, 'another process was faster');
        else logger.warn({ err: error, stream }, 'an append is tried again');
      },
      defect: (stream, error) => logger.error({ err: error, stream }, 'the state is loaded anew'),
      lost: (losses) => {
        onLost(losses);
        for (const loss of losses)
          logger.error(
            { code: 'log-went-back', stream: loss.stream },
            `the log went back: ${lossInWords(loss)}`,
          );
      },
      snapshotIgnored: (stream, why) =>
        logger.warn(
          { err: why, stream },
          'a snapshot is of no use: the log is folded from its start',
        ),
    },
  });
  return { ...events, store, snapshots, sequencer, folds };
};
