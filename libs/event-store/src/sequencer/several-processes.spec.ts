import { setImmediate as turn } from 'node:timers/promises';
import { MemoryEventStore } from '../memory/index.js';
import { add, toyModel } from '../testing/toy-model.js';
import { STREAM, toySequencer, word, words } from '../testing/toy-sequencer.js';
import { recordedEntry } from './entry.js';
import { RecordedEntries } from './recorded-entries.js';

describe('H-16 two processes on one log', () => {
  it('a dry run is decided on what the other one has written', async () => {
    const first = toySequencer();
    const second = toySequencer({}, first.memory);
    expect(await second.balance()).toBe(0);
    await first.sequencer.submit(STREAM, add('a', 5));
    expect(word(await second.sequencer.dryRun(STREAM, add('b', -5)))).toBe('accepted 1 unrecorded');
  });

  it('a dry run beside a refresh is decided on what was written before it was asked for', async () => {
    const first = toySequencer();
    const second = toySequencer({}, first.memory);
    expect(await second.balance()).toBe(0);
    await first.sequencer.submit(STREAM, add('a', 5));
    // The lane is at work, and had the newest state a moment ago.
    const refreshed = second.sequencer.refresh(STREAM);
    const dry = second.sequencer.dryRun(STREAM, add('b', -5));
    expect(word(await dry)).toBe('accepted 1 unrecorded');
    await refreshed;
  });

  it('a refresh while appends succeed costs no read: each shows that the state is the newest', async () => {
    const toy = toySequencer();
    await toy.sequencer.submit(STREAM, add('a', 1));
    toy.store.reads.length = 0;
    const arrived = toy.store.hold();
    const first = toy.sequencer.submit(STREAM, add('b', 1));
    await arrived;
    const second = toy.sequencer.submit(STREAM, add('c', 1));
    const refreshed = toy.sequencer.refresh(STREAM);
    // The second is decided while the first is written.
    for (let turns = 0; turns < 10; turns += 1) await turn();
    toy.store.release();
    expect(words(await Promise.all([first, second]))).toEqual(['accepted 1', 'accepted 2']);
    await refreshed;
    expect(toy.store.reads).toEqual([]);
  });

  it('a refresh beside an append that lost a race reads what the other one wrote', async () => {
    const first = toySequencer();
    const second = toySequencer({}, first.memory);
    await second.sequencer.head(STREAM);
    await first.sequencer.submit(STREAM, add('a', 5));
    const submitted = second.sequencer.submit(STREAM, add('b', 1));
    await second.sequencer.refresh(STREAM);
    expect(await second.balance()).toBe(6);
    expect(word(await submitted)).toBe('accepted 1');
  });
});

describe('H-08 what is kept in memory', () => {
  it('is counted in bytes: a few large entries push out what would fill the memory', async () => {
    const toy = toySequencer();
    for (const key of ['a', 'b', 'c']) await toy.sequencer.submit(STREAM, add(key, 1));
    const entries = new RecordedEntries(toy.memory, toyModel(), {
      entriesMax: 20_000,
      bytesMax: 10_000,
    });
    for await (const recorded of toy.memory.readStream(STREAM, 0n, 'forwards'))
      entries.keep(STREAM, { ...recordedEntry(toy.model, recorded), bytes: 1_000 });
    expect(entries.peek(STREAM, 0n)).toBeUndefined();
    expect(entries.peek(STREAM, 2n)).toBeDefined();
  });

  it('streams without events do not push out those that have some', async () => {
    const toy = toySequencer({ cacheStreamsMax: 2 });
    for (const stream of ['toy-a', 'toy-b']) await toy.sequencer.submit(stream, add(stream, 1));
    for (let n = 0; n < 500; n += 1) await toy.sequencer.head(`toy-none-${n}`);
    toy.store.reads.length = 0;
    expect([await toy.balance('c', 'toy-a'), await toy.balance('c', 'toy-b')]).toEqual([1, 1]);
    expect(toy.store.reads).toEqual([]);
  });
});

describe('H-11 keys that share a fingerprint', () => {
  it('are told apart by reading the candidates, never the whole stream', async () => {
    const memory = new MemoryEventStore();
    const writer = toySequencer({}, memory);
    for (let n = 0; n < 200; n += 1) await writer.sequencer.submit(STREAM, add(`k${n}`, 1));
    const shared = new Set(['k50', 'k150', 'new']);
    const model = toyModel({ fingerprint: (key) => (shared.has(key) ? 'same' : key) });
    const toy = toySequencer({ model, cacheEventsMax: 1 }, memory);
    await toy.sequencer.head(STREAM);
    toy.store.reads.length = 0;
    const said = await Promise.all(
      [add('k50', 1), add('k150', 1), add('new', 1)].map((one) =>
        toy.sequencer.submit(STREAM, one),
      ),
    );
    expect(words(said)).toEqual(['repeated 50', 'repeated 150', 'accepted 200']);
    expect(toy.store.reads.sort()).toEqual([`${STREAM}@150`, `${STREAM}@50`]);
  });
});
