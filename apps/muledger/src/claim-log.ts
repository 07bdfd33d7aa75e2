import pg from 'pg';
import { claimHome, logHome, type LogHome } from '#event-store/postgres';
import type { Config } from '#platform';
import { StartError } from './start-error.js';

type Engine = Config['eventStore'];

/**
 * Refuses a database whose log another engine keeps. What it holds beside a log (read models, what was published) states
 * places of that log, and one that moved must not be added to where it was.
 * @throws {StartError}
 */
export const refuseForeignLog = (ownerUrl: string, engine: Engine): Promise<void> =>
  assertHome(ownerUrl, engine, logHome);

/**
 * Says that `engine` keeps the log of this database. Only when that engine has answered: a start that never reached it,
 * as with a wrong address, must not bind the database to it.
 * @throws {StartError} somebody else said so of another engine
 */
export const claimLog = (ownerUrl: string, engine: Engine): Promise<void> =>
  assertHome(ownerUrl, engine, (admin) => claimHome(admin, engine));

const assertHome = async (
  ownerUrl: string,
  engine: Engine,
  homeIn: (admin: pg.Client) => Promise<LogHome | undefined>,
): Promise<void> => {
  if (engine === 'memory') return;
  const admin = new pg.Client({ connectionString: ownerUrl });
  await admin.connect();
  try {
    const home = await homeIn(admin);
    if (home !== undefined && home.engine !== engine)
      throw new StartError(
        `The log of this database is kept by ${home.engine} since ${home.since.toISOString()}, not by ${engine}.\n` +
          `Set MULEDGER_EVENT_STORE=${home.engine}, or give another database. A log moves with: muledger migrate-log`,
        2,
      );
  } finally {
    await admin.end();
  }
};
