import { SLICE_ITEMS, type RecordedEvent } from '#event-store';
import { mostInTurn } from '../../../event-store/src/testing/turns.js';
import { MemoryEventStore } from '#event-store/memory';
import { ledgerStream } from '#ledger-stream';
import { appendAll, decode, LEDGER } from '../testing/recorded.js';
import { syntheticLog } from '../testing/synthetic-log.js';
import { projectBatch } from './batch.js';
import { Directory } from './directory.js';

describe('H-04 a batch of the read models', () => {
  it('is projected in slices, between which requests are answered', async () => {
    const store = new MemoryEventStore();
    await appendAll(store, syntheticLog({ entries: 1_500 }));
    const events: RecordedEvent[] = [];
    for await (const event of store.readStream(ledgerStream(LEDGER), 0n, 'forwards'))
      events.push(event);
    const most = await mostInTurn(async (count) => {
      const projected = await projectBatch(new Directory(), events, (recorded) => {
        count();
        return decode(recorded);
      });
      expect(projected.events).toBe(events.length);
      expect(projected.heads[0]?.revision).toBe(events.at(-1)?.revision);
    });
    expect(most).toBeLessThanOrEqual(SLICE_ITEMS);
  });
});
