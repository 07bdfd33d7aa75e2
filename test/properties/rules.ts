import type * as Domain from '#domain';
import type * as DomainTesting from '#domain/testing';
import type * as EventStore from '#event-store';
import type * as MemoryStore from '#event-store/memory';
import type * as LedgerStream from '#ledger-stream';
import type * as DayJob from '../../apps/worker/src/day-job/day-job.js';

/** The whole way of an entry, from the rules to the log: what the properties hold, and what a mutant breaks. */
export interface Rules {
  readonly domain: typeof Domain;
  readonly testing: typeof DomainTesting;
  readonly eventStore: typeof EventStore;
  readonly memory: typeof MemoryStore;
  readonly stream: typeof LedgerStream;
  readonly dayJob: typeof DayJob;
}

export const ownRules = async (): Promise<Rules> => ({
  domain: await import('#domain'),
  testing: await import('#domain/testing'),
  eventStore: await import('#event-store'),
  memory: await import('#event-store/memory'),
  stream: await import('#ledger-stream'),
  dayJob: await import('../../apps/worker/src/day-job/day-job.js'),
});
