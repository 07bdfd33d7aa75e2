import type { EventStore } from '../event-store.js';
import type { LogUnderTest } from './log-under-test.js';
import { collect, headOf, idsOf, newEvent, newEvents, newStream, streamOf } from './events.js';

/** More than one page of every adapter's reads. */
const LONG_STREAM = 6_000;

const TEXTS: readonly [string, string][] = [
  ['Chinese', '{"name":"浙江省","unit":"公顷","rare":"𠮷㐂"}'],
  ['emoji', '{"mood":"👩‍🌾🏞️"}'],
  ['quotes and backslashes', JSON.stringify({ quote: `"'\\{}`, array: '{"a",NULL}' })],
  ['escaped control characters', String.raw`{"text":"\u0000\u0001\b\t\n\f\r\u001f"}`],
  ['big numbers', '{"amount":"123456789012345678901234567890","raw":12345678901234567890123}'],
  ['number forms', '{"a":1.0,"b":1e21,"c":-0,"d":0.1}'],
  ['spaces and key order', '{ "z" : 1 ,\t"a":\r\n 2 }'],
  ['line separators', '{"text":"\u2028\u2029\u0085\ufeff"}'],
  ['an escaped lone surrogate', String.raw`{"text":"\ud800"}`],
  ['nothing but a string', '"NULL"'],
];

export function describeReading(log: LogUnderTest): void {
  describe('reading', () => {
    it('gives back what was appended, with its place', async () => {
      const { store } = log();
      const stream = newStream();
      const events = [newEvent({ type: 'Opened' }), newEvent({ metadata: '{"trace":"t"}' })];
      const { positions } = await store.append(stream, events, 'no-stream');
      expect(await streamOf(store, stream)).toEqual(
        events.map((event, index) => ({
          ...event,
          stream,
          revision: BigInt(index),
          position: positions[index],
        })),
      );
    });

    it.each(TEXTS)('gives %s back byte for byte', async (_, text) => {
      const { store } = log();
      const stream = newStream();
      const head = await headOf(store);
      const event = newEvent({ body: text, metadata: text });
      await store.append(stream, [event], 'no-stream');
      expect(await streamOf(store, stream)).toMatchObject([event]);
      expect(await collect(store.readAll(head))).toMatchObject([event]);
    });

    it('finds an unknown stream empty, in both directions', async () => {
      const { store } = log();
      expect(await streamOf(store, newStream())).toEqual([]);
      expect(await collect(store.readStream(newStream(), 9n, 'backwards'))).toEqual([]);
    });

    // A negative number looks like a hole before the first event, and was reported as damage.
    it.each(['-1', 'x', '__proto__', ' 1', '1.5', '0x1', '9'.repeat(20), ''])(
      'H-20 refuses the position %j, which it never gave',
      async (after) => {
        const { store } = log();
        await expect(collect(store.readAll(after))).rejects.toThrow(RangeError);
      },
    );

    describeRanges(log);
    describeOrder(log);
    describeLengths(log);
  });
}

function describeRanges(log: LogUnderTest): void {
  it.each<[string, bigint, 'forwards' | 'backwards', number | undefined, number[]]>([
    ['from the start', 0n, 'forwards', undefined, [0, 1, 2, 3, 4]],
    ['from a revision, it included', 3n, 'forwards', undefined, [3, 4]],
    ['from beyond the head', 5n, 'forwards', undefined, []],
    ['forwards with a limit', 1n, 'forwards', 2, [1, 2]],
    ['backwards', 2n, 'backwards', undefined, [2, 1, 0]],
    ['backwards with a limit', 4n, 'backwards', 2, [4, 3]],
    ['backwards from beyond the head', 99n, 'backwards', 1, [4]],
    ['nothing at limit 0', 0n, 'forwards', 0, []],
  ])('reads a stream %s', async (_, from, direction, limit, expected) => {
    const { store } = log();
    const stream = newStream();
    await store.append(stream, newEvents(5), 'no-stream');
    const read = await collect(store.readStream(stream, from, direction, limit));
    expect(read.map(({ revision }) => Number(revision))).toEqual(expected);
  });

  it('reads a long stream whole in both directions, and stops when told', async () => {
    const { store } = log();
    const stream = newStream();
    await appendInRounds(store, stream, LONG_STREAM);
    const last = BigInt(LONG_STREAM - 1);
    const forwards = await streamOf(store, stream);
    expect(forwards.map(({ revision }) => revision)).toEqual(
      Array.from({ length: LONG_STREAM }, (_, index) => BigInt(index)),
    );
    const backwards = await collect(store.readStream(stream, last, 'backwards'));
    expect(idsOf(backwards)).toEqual(idsOf(forwards).reverse());
    for await (const { revision } of store.readStream(stream, 10n, 'forwards')) {
      expect(revision).toBe(10n);
      break;
    }
    const beyondOnePage = await collect(store.readStream(stream, 0n, 'forwards', LONG_STREAM - 1));
    expect(beyondOnePage).toHaveLength(LONG_STREAM - 1);
  });
}

function describeOrder(log: LogUnderTest): void {
  it('keeps one order over all streams: as appended', async () => {
    const { store } = log();
    const head = await headOf(store);
    const streams = [newStream(), newStream(), newStream()];
    const appended: { stream: string; id: string; position: string }[] = [];
    for (let round = 0; round < 10; round++)
      for (const stream of streams) {
        const events = newEvents(2);
        const expected = round === 0 ? 'no-stream' : BigInt(round * 2 - 1);
        const { positions } = await store.append(stream, events, expected);
        events.forEach(({ id }, at) =>
          appended.push({ stream, id, position: positions[at] ?? 'none' }),
        );
      }
    const read = await collect(store.readAll(head));
    expect(read.map(({ stream, id, position }) => ({ stream, id, position }))).toEqual(appended);
  });

  it('reads the same order every time, whoever wrote at once', async () => {
    const { store, another } = log();
    const head = await headOf(store);
    const writers = [store, await another(), await another()];
    await Promise.all(
      writers.map(async (writer) => {
        const stream = newStream();
        for (let at = 0; at < 20; at++)
          await writer.append(stream, [newEvent()], at === 0 ? 'no-stream' : BigInt(at - 1));
      }),
    );
    const first = await collect(store.readAll(head));
    expect(first).toHaveLength(60);
    expect(await collect((await another()).readAll(head))).toEqual(first);
    for (const stream of new Set(first.map((event) => event.stream))) {
      const own = first.filter((event) => event.stream === stream);
      expect(own).toEqual(await streamOf(store, stream));
    }
  });

  it('resumes after every checkpoint without a gap or a duplicate', async () => {
    const { store } = log();
    const head = await headOf(store);
    const stream = newStream();
    await store.append(stream, newEvents(7), 'no-stream');
    const all = await collect(store.readAll(head));
    for (const [index, { position }] of all.entries())
      expect(idsOf(await collect(store.readAll(position)))).toEqual(idsOf(all.slice(index + 1)));
  });

  it('ends at the head that was there when reading started', async () => {
    const { store } = log();
    const head = await headOf(store);
    const stream = newStream();
    const { revision } = await store.append(stream, newEvents(3), 'no-stream');
    let expected = revision;
    let read = 0;
    for await (const event of store.readAll(head)) {
      expect(event.stream).toBe(stream);
      read++;
      expected = (await store.append(stream, [newEvent()], expected)).revision;
    }
    expect(read).toBe(3);
  });
}

/** Around the ends of pages: a page that is empty, full, or one short of it. */
export const WAITING = [0, 1, 499, 500, 501, 2_500];

function describeLengths(log: LogUnderTest): void {
  it.each(WAITING)(
    'H-01 reads %s waiting events whole, of the log and of a stream',
    async (count) => {
      const { store } = log();
      const stream = newStream();
      await store.append(stream, [newEvent()], 'no-stream');
      const head = await headOf(store);
      await appendInRounds(store, stream, count, 1);
      const read = await collect(store.readAll(head));
      expect(read.map(({ revision }) => Number(revision))).toEqual(upTo(count));
      expect(await streamOf(store, stream, 1n)).toEqual(read);
      const backwards = await collect(store.readStream(stream, BigInt(count), 'backwards'));
      expect(backwards.slice(0, -1)).toEqual(read.toReversed());
      expect(await collect(store.readStream(stream, 1n, 'forwards', count))).toEqual(read);
    },
  );
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

export async function appendInRounds(
  store: EventStore,
  stream: string,
  count: number,
  before = 0,
): Promise<void> {
  const { eventsMax } = store.limits;
  for (let done = 0; done < count; done += eventsMax) {
    const there = before + done;
    await store.append(
      stream,
      newEvents(Math.min(eventsMax, count - done)),
      there === 0 ? 'no-stream' : BigInt(there - 1),
    );
  }
}
