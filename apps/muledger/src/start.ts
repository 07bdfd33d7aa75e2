import { createLogger, Shutdown, type Config, type Logger } from '#platform';
import { follow, openCore } from './core.js';
import { openDatabase, type Database } from './database.js';
import { openDoor } from './door.js';
import { greeting } from './greeting.js';
import { checkAppRole, checkDatabase } from './check-database.js';
import { claimLog, refuseForeignLog } from './claim-log.js';
import { openHealthDoor } from './health-door.js';
import { assertNotAhead } from './not-ahead.js';
import { assertPortFree } from './port.js';
import { writeRunningFile } from './running-file.js';
import { publish, publishing } from './publisher.js';
import { migrate } from './schema.js';
import { StartError } from './start-error.js';
import { warmUp } from './warm-up.js';
import { waitForLog } from './wait-for-log.js';

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
  await assertPortFree(config.host, config.port);
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

const open = async (opening: Opening): Promise<void> => {
  const { config, say, logger, shutdown, signal } = opening;
  const startedAt = performance.now();
  const log = (line: string): void => logger.debug({}, line);
  const database = await openDatabase({ config, say, log, signal });
  shutdown.add('database', () => database.stop());
  stopWithDatabase(database, shutdown, logger);
  await checkDatabase(database.ownerUrl);
  await migrate(database.ownerUrl);
  await checkAppRole(database.ownerUrl);
  await refuseForeignLog(database.ownerUrl, config.eventStore);
  signal.throwIfAborted();

  const core = await openCore({ config, ownerUrl: database.ownerUrl, logger, shutdown });
  if (core.server) await waitForLog(core.server, { say, signal });
  await assertNotAhead(core);
  await claimLog(database.ownerUrl, config.eventStore);
  const { role } = config;
  if (role === 'all' || role === 'worker') follow(core, shutdown);
  const publisher = publish(core, shutdown);
  const answers = role === 'all' || role === 'api';
  if (answers) await warmUp(core);
  const url = answers
    ? await openDoor(core, shutdown)
    : await openHealthDoor(core, shutdown, publisher ? [publishing(publisher)] : []);
  signal.throwIfAborted();
  if (answers) await tellWhere(url, database, opening);
  const startedInMs = performance.now() - startedAt;
  say(greeting({ config, database, log: core.server?.place, startedInMs, url }));
};

const tellWhere = async (
  url: string,
  { embedded, ownerUrl }: Database,
  { config, shutdown }: Opening,
): Promise<void> => {
  // A database that was configured is known to the command line too; its password is not ours to write down.
  const databaseUrl = embedded ? { databaseUrl: ownerUrl } : {};
  const running = { pid: process.pid, url, ...databaseUrl };
  shutdown.add('running file', await writeRunningFile(config.dataDir, running));
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
