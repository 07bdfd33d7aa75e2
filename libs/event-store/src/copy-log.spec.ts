import fc from 'fast-check';
import { compareLogs, copyLog, LogsDiffer, type EventPair } from './copy-log.js';
import type { NewEvent } from './event-store.js';
import { LogDigest } from './log-digest.js';
import { MemoryEventStore } from './memory/index.js';
import { collect, idsOf, newEvent, newEvents } from './testing/events.js';

const write = async (store: MemoryEventStore, stream: string, count: number): Promise<void> => {
  const [head] = await collect(store.readStream(stream, 2n ** 62n, 'backwards', 1));
  await store.append(stream, newEvents(count), head?.revision ?? 'no-stream');
};

/** Two streams that were written by turns. */
const someLog = async (): Promise<MemoryEventStore> => {
  const store = new MemoryEventStore();
  await write(store, 'a', 3);
  await write(store, 'b', 2);
  await write(store, 'a', 1);
  return store;
};

const digestOf = async (store: MemoryEventStore) => {
  const digest = new LogDigest();
  for await (const event of store.readAll(null)) digest.add(event);
  return digest.streams;
};

describe('copying a log', () => {
  it('copies every event, in the order of the whole log and byte for byte', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 4 }))),
        async (writes) => {
          const source = new MemoryEventStore();
          for (const [stream, count] of writes) await write(source, stream, count);
          const target = new MemoryEventStore();
          const events = writes.reduce((sum, [, count]) => sum + count, 0);
          expect(await copyLog(source, target)).toBe(events);
          expect(idsOf(await collect(target.readAll(null)))).toEqual(
            idsOf(await collect(source.readAll(null))),
          );
          expect(await digestOf(target)).toEqual(await digestOf(source));
          expect(await compareLogs(source, target)).toBe(events);
        },
      ),
    ));

  it('goes on where an earlier copy was broken off, and may be done again', async () => {
    const source = await someLog();
    const target = new MemoryEventStore();
    const breaking = copyLog(source, target, {
      onProgress: (events) => {
        if (events === 5) throw new Error('broken off');
      },
    });
    await expect(breaking).rejects.toThrow('broken off');
    expect(await collect(target.readAll(null))).toHaveLength(3);
    expect(await copyLog(source, target)).toBe(3);
    expect(await copyLog(source, target)).toBe(0);
    expect(await compareLogs(source, target)).toBe(6);
  });

  it('stops when nobody wants it any more', async () => {
    const target = new MemoryEventStore();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(copyLog(await someLog(), target, { signal })).rejects.toThrow('enough');
    expect(await collect(target.readAll(null))).toEqual([]);
  });

  it('cuts appends at what the target takes', async () => {
    class Small extends MemoryEventStore {
      override readonly limits = { eventsMax: 2, bytesMax: 40 };
      readonly sizes: number[] = [];
      override append(...args: Parameters<MemoryEventStore['append']>) {
        this.sizes.push(args[1].length);
        return super.append(...args);
      }
    }
    const source = new MemoryEventStore();
    await source.append('a', newEvents(5), 'no-stream');
    await source.append('a', [newEvent({ body: `{"note":"${'n'.repeat(20)}"}` })], 4n);
    const target = new Small();
    await copyLog(source, target);
    expect(target.sizes).toEqual([2, 2, 1, 1]);
  });

  it('writes nothing to a log that began otherwise', async () => {
    const target = new MemoryEventStore();
    await write(target, 'a', 1);
    await expect(copyLog(await someLog(), target)).rejects.toThrow(LogsDiffer);
    expect(await collect(target.readAll(null))).toHaveLength(1);
  });

  it('refuses a log that goes on', async () => {
    const source = await someLog();
    const target = new MemoryEventStore();
    await copyLog(source, target);
    await write(target, 'b', 1);
    await expect(copyLog(source, target)).rejects.toThrow('goes on after 6 events, with b@2');
    await expect(compareLogs(source, target)).rejects.toThrow('the source ends after 6 events');
    await expect(compareLogs(target, source)).rejects.toThrow('the target ends after 6 events');
  });
});

describe('comparing logs', () => {
  it('tells where each event lies in both', async () => {
    const source = await someLog();
    const target = new MemoryEventStore();
    await copyLog(source, target);
    const pairs: EventPair[] = [];
    await compareLogs(source, target, {}, (pair) => pairs.push(pair));
    expect(idsOf(pairs.map(({ here }) => here))).toEqual(idsOf(pairs.map(({ there }) => there)));
    expect(pairs.map(({ here }) => here)).toEqual(await collect(source.readAll(null)));
  });

  it.each<[string, Partial<NewEvent>]>([
    ['id', { id: '00000000-0000-4000-8000-000000000000' }],
    ['type', { type: 'Other' }],
    ['body', { body: '{"note":"other"}' }],
    ['metadata', { metadata: '{"v":2}' }],
  ])('sees another %s', async (field, changed) => {
    const event = newEvent();
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await source.append('a', [event], 'no-stream');
    await target.append('a', [{ ...event, ...changed }], 'no-stream');
    await expect(compareLogs(source, target)).rejects.toThrow(`has another ${field}`);
    // A copy looks as closely at what it finds.
    await expect(copyLog(source, target)).rejects.toThrow(`has another ${field}`);
  });

  it('sees another stream', async () => {
    const event = newEvent();
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await source.append('a', [event], 'no-stream');
    await target.append('b', [event], 'no-stream');
    await expect(compareLogs(source, target)).rejects.toThrow('another stream');
  });
});
