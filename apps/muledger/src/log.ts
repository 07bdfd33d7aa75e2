import { lossInWords, RevisionConflict, Sequencer, type Loss } from '#event-store';
import type { LedgerCommand, LedgerEvent, LedgerState, Refusal } from '#domain';
import { ledgerModel } from '#ledger-stream';
import type { Clock, Config, Logger, Tracing } from '#platform';
import { openEventLog, type EventLog } from './event-log.js';
import type { Pools } from './pools.js';
import type { ProcessMetrics } from './process-metrics.js';
import { tracedAppends } from './traced-log.js';

export type LedgerSequencer = Sequencer<LedgerCommand, LedgerEvent, LedgerState, Refusal>;

/** The log and what decides commands against it. */
export interface Log extends EventLog {
  readonly sequencer: LedgerSequencer;
}

export interface OpenLogOptions {
  readonly config: Config;
  readonly pools: Pools;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: ProcessMetrics;
  readonly tracing: Tracing | undefined;
  /** The log does not hold any more what this process knew. */
  readonly onLost: (losses: readonly Loss[]) => void;
}

/** @throws {StartError} */
export const openLog = async (options: OpenLogOptions): Promise<Log> => {
  const { config, pools, clock, logger, metrics, tracing, onLost } = options;
  const { queuedCommandsMax: queueMax } = config;
  const events = await openEventLog(config, pools, logger);
  const store = tracing ? tracedAppends(events.store, tracing) : events.store;
  const sequencer = new Sequencer({
    store,
    model: ledgerModel,
    clock,
    snapshots: events.snapshots,
    queueMax,
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
  return { ...events, store, sequencer };
};
