import { binaryEvent, EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import type { NewEvent } from '#event-store';
import { EventStoreDbEventStore } from '#event-store/eventstoredb';
import { MemoryEventStore } from '#event-store/memory';
import { openBenchServer } from '../eventstoredb/bench-server.js';
import type { Figure } from '../figure.js';
import { WORKLOAD_NAME } from '../workload/workload.js';
import { WrittenLog } from '../workload/written-log.js';
import { CALLERS, measureAppends } from './append-rate.js';

/** What the queue and the log cost where nothing is written: against the rules and the codec alone. */
export const memoryRate = async ({ entries }: { readonly entries: number }): Promise<Figure> => {
  const store = new MemoryEventStore();
  const decided = new WrittenLog({ entries }).batches(CALLERS);
  const decide = async (batches: readonly unknown[]): Promise<number> => {
    let count = 0;
    for (let left = batches.length; left > 0; left -= 1) {
      const next = decided.next();
      if (next.done === true) throw new Error('the workload has no more commands');
      count += next.value.length;
    }
    return count;
  };
  const subject = {
    name: 'entries/s in process, log in memory, 64 callers',
    store,
    calibration: {
      ...{ name: 'the same decided, encoded and folded, and not kept', unit: 'entries/s' },
      write: decide,
    },
    limit: { atLeast: 0.5 },
    note: 'nothing is durable',
  };
  try {
    return await measureAppends(subject, entries);
  } finally {
    await store.close();
  }
};

/** Against appends of the same bytes by the client of the server, which reads nothing back. */
export const eventStoreDbRate = async ({
  entries,
  url,
}: {
  readonly entries: number;
  readonly url: string | undefined;
}): Promise<Figure> => {
  const server = await openBenchServer(url);
  const client = EventStoreDBClient.connectionString(server.url);
  const store = new EventStoreDbEventStore(server);
  const append = async (batches: readonly (readonly NewEvent[])[], after: number) => {
    let written = after;
    for (const batch of batches) {
      await client.appendToStream(`${server.streamPrefix}bare`, batch.map(bare), {
        expectedRevision: written === 0 ? NO_STREAM : BigInt(written - 1),
      });
      written += batch.length;
    }
    return written - after;
  };
  const subject = {
    name: 'entries/s in process, log in EventStoreDB, 64 callers',
    store,
    calibration: {
      ...{ name: 'bare appends of the same bytes, 64 events each, in turn', unit: 'events/s' },
      write: append,
    },
    // A round is read back, and the calibration fills every append; on a stand-in that is all there is.
    limit: { atLeast: 0.2 },
    note: `${WORKLOAD_NAME}; on ${server.kind}`,
  };
  try {
    return await measureAppends(subject, entries);
  } finally {
    await store.close();
    await client.dispose();
    await server.close();
  }
};

/** As bytes, which the client neither reads nor writes anew. */
const bare = ({ id, type, body, metadata }: NewEvent) =>
  binaryEvent({ id, type, data: Buffer.from(body), metadata: Buffer.from(metadata) });
