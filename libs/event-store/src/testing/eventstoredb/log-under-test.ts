import { randomUUID } from 'node:crypto';
import { EventStoreDBClient } from '@eventstore/db-client';
import {
  EventStoreDbEventStore,
  type EventStoreDbEventStoreOptions,
} from '../../eventstoredb/index.js';
import type { StoreUnderTest } from '../log-under-test.js';
import { startStandIn } from './stand-in.js';

/**
 * An empty log for one test: on a stand-in of its own, or on the server that is named, apart from
 * what else it holds by the names of its streams, which are taken away again.
 */
export async function openLogUnderTest(serverUrl: string | undefined): Promise<StoreUnderTest> {
  if (serverUrl === undefined) {
    const standIn = await startStandIn();
    return storesOn({ url: standIn.url }, () => standIn.stop());
  }
  const streamPrefix = `muledger-test-${randomUUID()}-`;
  return storesOn({ url: serverUrl, streamPrefix }, () => removeStreams(serverUrl, streamPrefix));
}

function storesOn(
  options: EventStoreDbEventStoreOptions,
  cleanUp: () => Promise<void>,
): StoreUnderTest {
  const opened: EventStoreDbEventStore[] = [];
  const open = (): EventStoreDbEventStore => {
    const store = new EventStoreDbEventStore(options);
    opened.push(store);
    return store;
  };
  return {
    store: open(),
    another: async () => open(),
    dispose: async () => {
      await Promise.all(opened.map((store) => store.close()));
      await cleanUp();
    },
  };
}

/** Takes every stream with that prefix away for good. */
export async function removeStreams(url: string, streamPrefix: string): Promise<void> {
  const store = new EventStoreDbEventStore({ url, streamPrefix });
  const streams = new Set<string>();
  for await (const { stream } of store.readAll(null)) streams.add(stream);
  await store.close();
  const client = EventStoreDBClient.connectionString(url);
  for (const stream of streams)
    await client.tombstoneStream(streamPrefix + stream, { expectedRevision: 'any' });
  await client.dispose();
}
