import {
  createLogger,
  createMetrics,
  Shutdown,
  systemClock,
  type Config,
  type Logger,
} from '#platform';
import type { ApiDependencies } from '../../api/src/api-dependencies.js';
import { createApi } from '../../api/src/create-api.js';
import { PostgresMemory, startWorker } from '../../worker/src/worker.module.js';
import { openDatabase, type Database } from './database.js';
import { greeting, workerGreeting } from './greeting.js';
import { openLog } from './log.js';
import { assertPortFree, listenError } from './port.js';
import { ProcessMetrics } from './process-metrics.js';
import { openReadModelPool, readModelFollower } from './read-models.js';
import { migrate } from './schema.js';
import { StartError } from './start-error.js';
import { tokenVerifier } from './tokens.js';

export interface StartOptions {
  readonly config: Config;
  /** Told to the person who started it. */
  readonly say: (text: string) => void;
}

/**
 * Puts the parts together and runs them until a signal comes. What is opened first is closed last:
 * the door, then the followers, then the rounds in flight, the log, the database.
 * @throws {StartError} and then everything that was opened is closed again
 */
export const start = async ({ config, say }: StartOptions): Promise<void> => {
  if (config.role === 'publisher')
    throw new StartError(
      'MULEDGER_ROLE=publisher: publishing to Kafka is not part of this version; use all, api or worker.',
      2,
    );
  if (config.role !== 'worker') await assertPortFree(config.host, config.port);
  const logger = createLogger({ level: config.logLevel, format: config.logFormat });
  const shutdown = new Shutdown({
    log: logger,
    timeoutMs: config.shutdownMs,
    onTimeout: () => process.exit(1),
  });
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => interrupted.abort(new StartError('Stopped before it was ready.')));
  shutdown.listen();
  const { signal } = interrupted;
  try {
    await open({ config, say, logger, shutdown, signal });
  } catch (error) {
    // Why it failed is told by the caller; what was open already is closed without a word.
    logger.level = 'warn';
    await shutdown.run('the start failed');
    // What was closed under the start makes it fail in many ways, and none of them is the reason.
    throw signal.aborted ? signal.reason : error;
  }
};

interface Opening extends StartOptions {
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly signal: AbortSignal;
}

const open = async ({ config, say, logger, shutdown, signal }: Opening): Promise<void> => {
  const startedAt = performance.now();
  const log = (line: string): void => logger.debug({}, line);
  const database = await openDatabase({ config, say, log, signal });
  shutdown.add('database', () => database.stop());
  stopWithDatabase(database, shutdown, logger);
  await migrate(database.ownerUrl);
  signal.throwIfAborted();

  const metrics = new ProcessMetrics(createMetrics({ role: config.role }));
  const { ownerUrl } = database;
  const clock = systemClock;
  const { store, snapshots, sequencer, pool } = openLog({
    config,
    ownerUrl,
    clock,
    logger,
    metrics,
  });
  shutdown.add('connections', () => pool.end());
  const readModels = openReadModelPool(ownerUrl, config, logger);
  shutdown.add('read model connections', () => readModels.end());
  shutdown.add('log', () => store.close());
  shutdown.add('sequencer', () => sequencer.close());

  if (config.role !== 'api') {
    const others = [readModelFollower(readModels, store, logger, metrics)];
    const memory = new PostgresMemory(pool);
    const worker = startWorker({
      ...{ store, snapshots, sequencer, memory, clock, others },
      log: logger,
    });
    shutdown.add('followers', () => worker.stop());
  }
  const greeted = { config, database };
  if (config.role === 'worker')
    return say(workerGreeting({ ...greeted, startedInMs: performance.now() - startedAt }));

  const readiness = [{ name: 'database', check: async () => void (await pool.query('select 1')) }];
  const tokens = await tokenVerifier(config, clock);
  const limits = { bodyBytesMax: config.bodyBytesMax };
  const url = await listen(config, shutdown, {
    ...{ sequencer, store, tokens, clock, logger, readiness, limits },
    metrics: metrics.registry,
  });
  signal.throwIfAborted();
  say(greeting({ ...greeted, url, startedInMs: performance.now() - startedAt }));
};

/** A server without its database can only answer 503: better it ends, and is started again whole. */
const stopWithDatabase = (database: Database, shutdown: Shutdown, logger: Logger): void => {
  let stopping = false;
  shutdown.add('watch over the database', () => {
    stopping = true;
  });
  void database.ended.then(() => {
    if (stopping) return;
    logger.fatal({}, 'the embedded database ended by itself');
    process.exitCode = 1;
    void shutdown.run('the database ended');
  });
};

const listen = async (
  { host, port }: Config,
  shutdown: Shutdown,
  dependencies: ApiDependencies,
): Promise<string> => {
  const api = await createApi(dependencies);
  shutdown.add('HTTP server', () => api.close());
  try {
    await api.listen(port, host);
  } catch (error) {
    throw listenError(error, host, port);
  }
  const address = api.getHttpServer().address();
  const shownHost = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const shownPort = typeof address === 'object' && address ? address.port : port;
  return `http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${shownPort}`;
};
