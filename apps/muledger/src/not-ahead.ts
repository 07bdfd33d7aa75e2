import { forgetTables, journalLosses, TablesAhead } from '#read-models';
import type { Core } from './core.js';
import { StartError } from './start-error.js';

/**
 * Refuses to serve where the tables hold entries that the log does not: after a restore or a failover to a late copy of
 * the log, what they say was once acknowledged and is not recorded any more, and a person decides what becomes of it.
 * @throws {StartError}
 */
export const assertNotAhead = async ({
  pools,
  store,
  config,
}: Pick<Core, 'pools' | 'store' | 'config'>): Promise<void> => {
  const losses = await journalLosses(pools.writes, store);
  if (losses.length === 0) return;
  // A log in memory ends with its process; what is left of it is nobody's.
  if (config.eventStore === 'memory') return forgetTables(pools.writes);
  throw new StartError(
    `${new TablesAhead(losses).message}\nNothing is served before. muledger recover lists the entries, keeps them in a file and puts this database back to its log.`,
    2,
  );
};
