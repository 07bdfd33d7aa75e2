import { EventStoreDbEventStore } from '#event-store/eventstoredb';
import { startStandIn, type StandIn } from '#testing/eventstoredb';
import { openEventStoreServer } from './event-store-server.js';

describe('L-12 the server of a campaign', () => {
  let standIn: StandIn;
  beforeEach(async () => {
    standIn = await startStandIn();
    const store = new EventStoreDbEventStore({ url: standIn.url });
    const event = { id: crypto.randomUUID(), type: 'A', body: '{}', metadata: '{}' };
    await store.append('before', [event], 'no-stream');
    await store.close();
  });
  afterEach(() => standIn.stop());

  it('is refused in a sentence when it holds events', async () => {
    await expect(openEventStoreServer(standIn.url)).rejects.toThrow('must name an empty server');
  });

  it('is refused in a sentence when it holds nothing but tombstones', async () => {
    standIn.log.tombstone('before');
    standIn.log.scavenge(({ type }) => type === 'A');
    await expect(openEventStoreServer(standIn.url)).rejects.toThrow('must name an empty server');
  });
});
