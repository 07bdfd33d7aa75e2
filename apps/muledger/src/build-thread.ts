import { ledgerModel } from '#ledger-stream';
import { createLogger } from '#platform';
import { rebuild, type RebuildProgress } from '#read-models';
import { isBuildOrder, type BuildOrder } from './build-aside.js';
import { openEventLog } from './event-log.js';
import { workInThread } from './in-thread.js';
import { openPools } from './pools.js';

/** Builds the read models in a thread of its own, and tells how it goes. */
const build = async (
  { ownerUrl, config }: BuildOrder,
  tell: (progress: RebuildProgress) => void,
): Promise<void> => {
  const logger = createLogger({ level: config.logLevel, format: config.logFormat });
  const pools = openPools(ownerUrl, config, logger);
  const { store } = await openEventLog(config, pools, logger);
  try {
    await rebuild({
      pool: pools.rebuild,
      store,
      decode: (recorded) => ledgerModel.decode(recorded),
      onProgress: tell,
    });
  } finally {
    await store.close();
    await Promise.all(pools.all.map((pool) => pool.end()));
  }
};

await workInThread(isBuildOrder, build);
