import pg from 'pg';
import { claimHome } from '#event-store/postgres';
import type { Config } from '#platform';
import { StartError } from './start-error.js';

/**
 * Refuses a database whose log another engine keeps. What it holds beside a log (read models, what was published) states
 * places of that log, and one that moved must not be added to where it was.
 * @throws {StartError}
 */
export const claimLog = async (ownerUrl: string, engine: Config['eventStore']): Promise<void> => {
  if (engine === 'memory') return;
  const admin = new pg.Client({ connectionString: ownerUrl });
  await admin.connect();
  try {
    const home = await claimHome(admin, engine);
    if (home.engine !== engine)
      throw new StartError(
        `The log of this database is kept by ${home.engine} since ${home.since.toISOString()}, not by ${engine}.\n` +
          `Set MULEDGER_EVENT_STORE=${home.engine}, or give another database. A log moves with: muledger migrate-log`,
        2,
      );
  } finally {
    await admin.end();
  }
};
