import { parentPort, workerData } from 'node:worker_threads';
import { isOurs } from '#event-store';
import { ledgerModel } from '#ledger-stream';
import { createLogger } from '#platform';
import { rebuild } from '#read-models';
import { isBuildOrder, type BuildMessage, type BuildOrder } from './build-aside.js';
import { openEventLog } from './event-log.js';
import { openPools } from './pools.js';

/** Builds the read models in a thread of its own, and tells how it goes. */
const build = async (
  { ownerUrl, config }: BuildOrder,
  tell: (message: BuildMessage) => void,
): Promise<void> => {
  const logger = createLogger({ level: config.logLevel, format: config.logFormat });
  const pools = openPools(ownerUrl, config, logger);
  const { store } = await openEventLog(config, pools, logger);
  try {
    await rebuild({
      pool: pools.rebuild,
      store,
      decode: (recorded) => ledgerModel.decode(recorded),
      onProgress: (progress) => tell({ progress }),
    });
    tell({ built: true });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    tell({ failed: { name, message, stack: stack ?? '', isOurs: isOurs(error) } });
  } finally {
    await store.close();
    await Promise.all(pools.all.map((pool) => pool.end()));
  }
};

const order: unknown = workerData;
if (parentPort && isBuildOrder(order)) {
  const port = parentPort;
  await build(order, (message) => port.postMessage(message));
}
