import { lossInWords, type EventStore } from '#event-store';
import { ledgerModel } from '#ledger-stream';
import type { Logger } from '#platform';
import { figures, ReadModelRunner, type RebuildProgress } from '#read-models';
import type { Follower } from '../../worker/src/worker.module.js';
import type { Build } from './build-aside.js';
import type { FollowerHealth } from './follower-health.js';
import type { Followed } from './follower-metrics.js';
import { LedgerMetrics } from './ledger-metrics.js';
import type { Pools } from './pools.js';
import type { ProcessMetrics } from './process-metrics.js';

const NAME = 'read-models';

export interface ReadModelFollowerOptions {
  readonly pools: Pick<Pools, 'writes'>;
  /** Builds the tables anew beside the requests; nothing for a log that only this thread has. */
  readonly build: Build | undefined;
  readonly logFor: (followed: Followed) => EventStore;
  readonly logger: Logger;
  readonly metrics: ProcessMetrics;
  readonly health: FollowerHealth;
}

/** The follower that keeps the read models. The active one of an installation also tells how the ledgers stand. */
export const readModelFollower = (options: ReadModelFollowerOptions): Follower => {
  const { pools, build, logFor, logger, metrics, health } = options;
  const tellsNow = everySeconds(10);
  const isActive = (): boolean => runner.state !== 'waiting' && runner.state !== 'ended';
  const runner: ReadModelRunner = new ReadModelRunner({
    pool: pools.writes,
    ...(build ? { build } : {}),
    onProgress: (progress) => {
      health.building(NAME, progress.phase === 'switched' ? undefined : buildInWords(progress));
      if (tellsNow()) logger.info({}, `the read models are built anew: ${buildInWords(progress)}`);
    },
    store: logFor({ follower: 'read-models', isActive }),
    decode: (recorded) => ledgerModel.decode(recorded),
    onAlarm: (error) => {
      metrics.readModelsStopped(true);
      health.fail(NAME, error);
      logger.fatal({ err: error }, 'the read models stopped; they look again every few minutes');
    },
    onOutage: (error) => {
      health.fail(NAME, error);
      logger.warn({ err: error }, 'the read models wait, and try again');
    },
    onSetAside: (ledgers) => {
      health.setAside(NAME, ledgers.length);
      for (const { ledger, revision, reason } of ledgers)
        logger.fatal(
          { ledger, revision: String(revision), reason },
          'the read models set a ledger aside before an entry that they cannot take; the others go on',
        );
    },
    onLost: (losses) => {
      health.lose(losses);
      for (const loss of losses)
        logger.error({ code: 'log-went-back' }, `the read models were told: ${lossInWords(loss)}`);
    },
    onTakenBack: (ledgers) => {
      for (const { ledger } of ledgers) logger.info({ ledger }, 'a ledger is taken back');
    },
    onStandby: () => {
      metrics.readModelsStopped(false);
      health.recover(NAME);
      health.setAside(NAME, 0);
    },
    onActive: () => {
      metrics.readModelsStopped(false);
      health.recover(NAME);
      health.setAside(NAME, runner.setAside.length);
    },
    onApplied: (applied) => metrics.applied(applied),
  });
  void new LedgerMetrics({
    registry: metrics.registry,
    read: () => figures(pools.writes),
    isTeller: () => runner.state === 'active',
    log: logger,
  });
  return { name: NAME, run: (signal) => runner.run(signal) };
};

/** For people. */
export const buildInWords = ({ phase, events, ofAbout }: RebuildProgress): string => {
  const share = ofAbout === undefined || ofAbout < events ? '' : ` of about ${ofAbout}`;
  return `${events}${share} entries, ${PHASES[phase]}`;
};

const PHASES: Readonly<Record<RebuildProgress['phase'], string>> = {
  load: 'reading',
  index: 'making sums and indexes',
  'catch-up': 'catching up',
  compare: 'comparing with the tables that are there',
  switched: 'done',
};

/** Whether it was asked for the first time, or the last yes is so long ago. */
const everySeconds = (seconds: number): (() => boolean) => {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last < seconds * 1_000) return false;
    last = now;
    return true;
  };
};
