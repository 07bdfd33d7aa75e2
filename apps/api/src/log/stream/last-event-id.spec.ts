import { groundOf, type RecordedEvent } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { firstAfter, parseLastEventId, streamId } from './last-event-id.js';

const STREAM = 'ledger-330000';
let store: MemoryEventStore;

const append = (from: number, to: number, text: string) =>
  store.append(
    STREAM,
    Array.from({ length: to - from }, (_, n) => ({
      ...{ id: crypto.randomUUID(), type: 'Noted', metadata: '{}' },
      body: JSON.stringify({ text, n: from + n }),
    })),
    from === 0 ? 'no-stream' : BigInt(from - 1),
  );
const at = async (revision: bigint): Promise<RecordedEvent> => {
  for await (const event of store.readStream(STREAM, revision, 'forwards', 1)) return event;
  throw new Error('it was appended');
};
const next = (id: string) => firstAfter(store, STREAM, parseLastEventId(id));

beforeEach(async () => {
  store = new MemoryEventStore();
  await append(0, 10, 'old');
});

describe('L-02 the id of an entry in the stream', () => {
  it('says which entry it is, and is gone on after', async () => {
    const event = await at(4n);
    expect(streamId(event)).toBe(`r4-${groundOf(event).digest.slice(0, 12)}`);
    expect(await next(streamId(event))).toBe(5n);
  });

  it.each([0, 6, 9])(
    'is not gone on after when the log lost it and %i others came',
    async (others) => {
      const id = streamId(await at(6n));
      const kept = streamId(await at(3n));
      store.goBackTo(4);
      if (others > 0) await append(4, 4 + others, 'new');
      await expect(next(id)).rejects.toMatchObject({ code: 'history-changed' });
      expect(await next(kept)).toBe(4n);
    },
  );

  it('of before is taken by its number', async () => {
    expect([await next('r4'), await next('5')]).toEqual([5n, 5n]);
    expect(() => parseLastEventId('4-0123456789ab')).toThrow();
  });
});
