import { AppendTooLarge, EventIdReused } from '../event-store.js';
import { describeEventStoreContract } from '../testing/event-store.contract.js';
import { followUntil, idsOf, newEvent, newEvents, newStream } from '../testing/events.js';
import { MemoryEventStore } from './memory-event-store.js';

describeEventStoreContract('memory', async () => {
  const store = new MemoryEventStore();
  return { store, another: async () => store.another(), dispose: () => store.close() };
});

describe('the memory event store', () => {
  it('refuses an id that stands elsewhere, and writes nothing', async () => {
    const store = new MemoryEventStore();
    const [stream, other] = [newStream(), newStream()];
    const event = newEvent();
    await store.append(stream, [event], 'no-stream');
    await expect(store.append(stream, [newEvent(), event], 0n)).rejects.toThrow(EventIdReused);
    await expect(store.append(other, [event], 'no-stream')).rejects.toThrow(EventIdReused);
    const twin = newEvent();
    await expect(store.append(other, [twin, twin], 'no-stream')).rejects.toThrow(EventIdReused);
    const seen = await followUntil(store, null, (_, { live }) => live);
    expect(idsOf(seen)).toEqual([event.id]);
  });

  it('takes its limits and the size of its batches from the outside', async () => {
    const store = new MemoryEventStore({ limits: { eventsMax: 5, bytesMax: 1_000 }, batchMax: 2 });
    await expect(store.append(newStream(), newEvents(6), 'no-stream')).rejects.toThrow(
      AppendTooLarge,
    );
    await store.append(newStream(), newEvents(5), 'no-stream');
    const sizes: number[] = [];
    await followUntil(store, null, (_, { events, live }) => {
      sizes.push(events.length);
      return live;
    });
    expect(sizes).toEqual([2, 2, 1]);
  });

  it('gives events that nobody can change', async () => {
    const store = new MemoryEventStore();
    const event = { ...newEvent() };
    await store.append('s', [event], 'no-stream');
    event.body = '"changed"';
    for await (const stored of store.readAll(null)) {
      expect(Object.isFrozen(stored)).toBe(true);
      expect(stored.body).not.toBe(event.body);
    }
  });
});
