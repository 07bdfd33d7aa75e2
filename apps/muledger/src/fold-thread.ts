import { setTimeout as delay } from 'node:timers/promises';
import {
  groundOf,
  readAfter,
  SnapshotWriter,
  StoreUnavailable,
  type EventStore,
  type RecordedEvent,
  type SnapshotStore,
} from '#event-store';
import { ledgerModel } from '#ledger-stream';
import { createLogger } from '#platform';
import { openEventLog } from './event-log.js';
import { isFoldOrder, type FoldOrder, type FoldTold } from './fold-aside.js';
import { workInThread } from './in-thread.js';
import { logWith } from './log-with.js';
import { openPools } from './pools.js';

/** Events between two words about how far it is. */
const TELL_EVERY = 1_000n;
/** Milliseconds until a reading that an outage broke off is gone on with. */
const PAUSE = 250;
const TRIES_MAX = 240;

/** Folds a ledger in a thread of its own, from its newest usable snapshot, and gives the snapshot of its head. */
const fold = async (
  { ownerUrl, config, stream }: FoldOrder,
  tell: (told: FoldTold) => void,
): Promise<void> => {
  const logger = createLogger({ level: config.logLevel, format: config.logFormat });
  const pools = openPools(ownerUrl, config, logger);
  const { store, snapshots } = await openEventLog(config, pools, logger);
  try {
    const writer = new SnapshotWriter({
      ...{ stream, model: ledgerModel, everyEvents: 1 },
      store: enduring(store, (revision) => {
        if (revision % TELL_EVERY === 0n) tell({ events: Number(revision) + 1 });
      }),
      snapshots: givenAway(snapshots, tell),
      onIgnored: (why) =>
        logger.warn(
          { err: why, stream },
          'a snapshot is of no use: the log is folded from its start',
        ),
    });
    await writer.write();
  } finally {
    await store.close();
    await Promise.all(pools.all.map((pool) => pool.end()));
  }
};

/** Goes on after an outage from the last event it gave, which must still stand: a long fold is not begun again. */
const enduring = (log: EventStore, onEvent: (revision: bigint) => void): EventStore =>
  logWith(log, {
    readStream: async function* (stream, from, direction, limit) {
      let last: RecordedEvent | undefined;
      const next = (): AsyncIterable<RecordedEvent> =>
        last === undefined
          ? log.readStream(stream, from, direction, limit)
          : readAfter(log, stream, groundOf(last));
      const isWhole = direction === 'forwards' && limit === undefined;
      for (let tries = 1; ; tries += 1)
        try {
          for await (const event of next()) {
            onEvent(event.revision);
            last = event;
            tries = 1;
            yield event;
          }
          return;
        } catch (error) {
          if (!(error instanceof StoreUnavailable) || !isWhole || tries >= TRIES_MAX) throw error;
          await delay(PAUSE);
        }
    },
  });

/** Reads snapshots where they are kept, and gives the one that is made to whoever asked for the fold. */
const givenAway = (snapshots: SnapshotStore, tell: (told: FoldTold) => void): SnapshotStore => ({
  latest: (...which) => snapshots.latest(...which),
  save: async (_stream, _foldVersion, revision, chunks) => {
    const kept: Uint8Array[] = [];
    for await (const chunk of chunks) kept.push(Uint8Array.from(chunk));
    tell({ made: { revision, chunks: kept } });
  },
});

await workInThread(isFoldOrder, fold);
