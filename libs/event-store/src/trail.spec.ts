import type { NewEvent, RecordedEvent } from './event-store.js';
import { groundAt, groundOf } from './ground.js';
import { MemoryEventStore } from './memory/index.js';
import { collect, newEvents, newStream } from './testing/events.js';
import { lossInWords, Trail } from './trail.js';

const noted = async (store: MemoryEventStore, stream: string, trail = new Trail()) => {
  const events: RecordedEvent[] = await collect(store.readStream(stream, 0n, 'forwards'));
  // Of some only the digest was kept.
  for (const event of events)
    if (event.revision % 3n === 1n) trail.note(groundOf(event));
    else trail.noteEvent(stream, event.revision, event);
  return trail;
};

describe('L-02 a trail of what was seen', () => {
  it.each([
    [10, 4, 0],
    [10, 4, 3],
    [10, 4, 20],
    [10, 0, 0],
    [10, 9, 1],
    [1, 0, 1],
  ])(
    'of %i events, with %i left and %i others, tells which are gone',
    async (all, left, others) => {
      const store = new MemoryEventStore();
      const stream = newStream();
      await store.append(stream, newEvents(all), 'no-stream');
      const trail = await noted(store, stream);
      expect(await trail.losses(store)).toEqual([]);
      store.goBackTo(left);
      const head = left === 0 ? 'no-stream' : BigInt(left - 1);
      if (others > 0) await store.append(stream, newEvents(others), head);
      const now = left + others === 0 ? 'no-stream' : BigInt(left + others - 1);
      const loss = { stream, from: BigInt(left), to: BigInt(all - 1), head: now };
      expect(await trail.losses(store)).toEqual([loss]);
    },
  );

  /** What a round wrote, noted as the sequencer notes it. */
  const written = async (
    store: MemoryEventStore,
    stream: string,
    rounds: readonly NewEvent[][],
  ) => {
    const trail = new Trail();
    let next = 0n;
    for (const events of rounds) {
      await store.append(stream, events, next === 0n ? 'no-stream' : next - 1n);
      next += BigInt(events.length);
      const last = events.at(-1);
      if (last) trail.noteWritten(groundAt(stream, next - 1n, last), events);
    }
    return trail;
  };

  it.each([0, 1, 3, 4, 5, 6, 8, 9])(
    'of appends of 1, 4, 1 and 4 events, with %i left, tells which are gone',
    async (left) => {
      const store = new MemoryEventStore();
      const stream = newStream();
      const rounds = [newEvents(1), newEvents(4), newEvents(1), newEvents(4)];
      const trail = await written(store, stream, rounds);
      expect(await trail.losses(store)).toEqual([]);
      store.goBackTo(left);
      const head = left === 0 ? 'no-stream' : BigInt(left - 1);
      const loss = { stream, from: BigInt(left), to: 9n };
      expect(await trail.losses(store)).toEqual([{ ...loss, head }]);
      await store.append(stream, newEvents(10), head);
      expect(await trail.losses(store)).toEqual([{ ...loss, head: BigInt(left + 9) }]);
    },
  );

  it('tells of what came again under its id at its place and says something else', async () => {
    const store = new MemoryEventStore();
    const stream = newStream();
    const rounds = [newEvents(2), newEvents(3), newEvents(3)];
    const trail = await written(store, stream, rounds);
    store.goBackTo(2);
    for (const [n, events] of rounds.slice(1).entries()) {
      const others = events.map((event) => ({ ...event, body: '{"later":true}' }));
      await store.append(stream, others, BigInt(1 + 3 * n));
    }
    expect(await trail.losses(store)).toEqual([{ stream, from: 2n, to: 7n, head: 7n }]);
  });

  it('tells of each stream for itself, and only of those that lost something', async () => {
    const store = new MemoryEventStore();
    const [first, second] = [newStream(), newStream()];
    await store.append(first, newEvents(3), 'no-stream');
    await store.append(second, newEvents(5), 'no-stream');
    const trail = await noted(store, second, await noted(store, first));
    store.goBackTo(6);
    expect(await trail.losses(store)).toEqual([{ stream: second, from: 3n, to: 4n, head: 2n }]);
  });

  it('says that more may be gone than it remembers', async () => {
    const store = new MemoryEventStore();
    const stream = newStream();
    await store.append(stream, newEvents(20), 'no-stream');
    const trail = await noted(store, stream, new Trail(4));
    store.goBackTo(2);
    const lost = { stream, to: 19n, orEarlier: true };
    expect(await trail.losses(store)).toEqual([{ ...lost, from: 2n, head: 1n }]);
    await store.append(stream, newEvents(18), 1n);
    const [loss] = await trail.losses(store);
    expect(loss).toMatchObject({ ...lost, head: 19n });
    expect(loss?.from).toBeGreaterThan(2n);
    expect(loss?.from).toBeLessThanOrEqual(16n);
  });

  it('goes on from what is there when a place is noted again', async () => {
    const store = new MemoryEventStore();
    const stream = newStream();
    await store.append(stream, newEvents(6), 'no-stream');
    const trail = await noted(store, stream);
    store.goBackTo(3);
    await store.append(stream, newEvents(2), 2n);
    await noted(store, stream, trail);
    expect(await trail.losses(store)).toEqual([]);
  });

  it.each([
    [
      { from: 94n, to: 99n, head: 93n },
      'ledger-1 lost revisions 94 to 99 (6 in all), and is at 93 now',
    ],
    [
      { from: 0n, to: 0n, head: 'no-stream' as const },
      'ledger-1 lost revision 0 (1 in all), and is empty now',
    ],
    [
      { from: 5n, to: 9n, head: 7n, orEarlier: true },
      'ledger-1 lost revisions 5 to 9 or more (at least 5 in all), and is at 7 now',
    ],
  ])('is told in words', (loss, words) =>
    expect(lossInWords({ stream: 'ledger-1', ...loss })).toBe(words),
  );
});
