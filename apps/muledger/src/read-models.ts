import { lossInWords, type EventStore } from '#event-store';
import { ledgerModel } from '#ledger-stream';
import type { Localised, Logger } from '#platform';
import { figures, ReadModelRunner, type RebuildProgress } from '#read-models';
import type { Follower } from '../../worker/src/worker.module.js';
import type { Build } from './build-aside.js';
import { everySeconds } from './every-seconds.js';
import type { FollowerHealth } from './follower-health.js';
import type { Followed } from './follower-metrics.js';
import { LedgerMetrics } from './ledger-metrics.js';
import type { Pools } from './pools.js';
import type { ProcessMetrics } from './process-metrics.js';

export const READ_MODELS = 'read-models';

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
      health.building(
        READ_MODELS,
        progress.phase === 'switched' ? undefined : buildInWords(progress),
      );
      if (tellsNow())
        logger.info({}, `the read models are built anew: ${buildInWords(progress).en}`);
    },
    store: logFor({ follower: 'read-models', isActive }),
    decode: (recorded) => ledgerModel.decode(recorded),
    onAlarm: (error) => {
      metrics.readModelsStopped(true);
      health.fail(READ_MODELS, error);
      logger.fatal({ err: error }, 'the read models stopped; they look again every few minutes');
    },
    onOutage: (error) => {
      health.fail(READ_MODELS, error);
      logger.warn({ err: error }, 'the read models wait, and try again');
    },
    onSetAside: (ledgers) => {
      health.setAside(READ_MODELS, ledgers.length);
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
      health.recover(READ_MODELS);
      health.setAside(READ_MODELS, 0);
    },
    onActive: () => {
      metrics.readModelsStopped(false);
      health.recover(READ_MODELS);
      health.setAside(READ_MODELS, runner.setAside.length);
    },
    onApplied: (applied) => metrics.applied(applied),
  });
  void new LedgerMetrics({
    registry: metrics.registry,
    read: () => figures(pools.writes),
    isTeller: () => runner.state === 'active',
    log: logger,
  });
  return { name: READ_MODELS, run: (signal) => runner.run(signal) };
};

/** For people. */
export const buildInWords = ({ phase, events, ofAbout }: RebuildProgress): Localised => {
  const all = ofAbout === undefined || ofAbout < events ? undefined : ofAbout;
  const { zh, en } = PHASES[phase];
  return {
    zh: `${events} 条${all === undefined ? '' : `(共约 ${all} 条)`},${zh}`,
    en: `${events}${all === undefined ? '' : ` of about ${all}`} entries, ${en}`,
  };
};

const PHASES: Readonly<Record<RebuildProgress['phase'], Localised>> = {
  load: { zh: '读取中', en: 'reading' },
  index: { zh: '汇总并建立索引', en: 'making sums and indexes' },
  'catch-up': { zh: '追赶新登记', en: 'catching up' },
  compare: { zh: '与现有数据比对', en: 'comparing with the tables that are there' },
  switched: { zh: '完成', en: 'done' },
};
