import { randomUUID } from 'node:crypto';
import {
  AppendTooLarge,
  RevisionConflict,
  StoreUnavailable,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
} from '../event-store.js';
import { groundAt, groundOf, LogWentBack } from '../ground.js';
import type { LogUnderTest } from './log-under-test.js';
import { collect, headOf, idsOf, newEvent, newEvents, newStream, streamOf } from './events.js';

const RACE_ROUNDS = 40;

export function describeAppending(log: LogUnderTest): void {
  describe('appending', () => {
    it('creates a stream once', async () => {
      const { store } = log();
      const stream = newStream();
      const first = await store.append(stream, [newEvent()], 'no-stream');
      expect(first).toEqual({ revision: 0n, positions: [expect.any(String)] });
      await expect(store.append(stream, [newEvent()], 'no-stream')).rejects.toMatchObject({
        name: 'RevisionConflict',
        stream,
        expected: 'no-stream',
        actual: 0n,
      });
    });

    it('counts revisions from 0 without gaps, over several appends', async () => {
      const { store } = log();
      const stream = newStream();
      await store.append(stream, newEvents(3), 'no-stream');
      const second = await store.append(stream, newEvents(2), 2n);
      expect(second.revision).toBe(4n);
      expect(second.positions).toHaveLength(2);
      const revisions = (await streamOf(store, stream)).map(({ revision }) => revision);
      expect(revisions).toEqual([0n, 1n, 2n, 3n, 4n]);
    });

    it.each<[string, ExpectedRevision]>([
      ['stale', 1n],
      ['ahead of the head', 7n],
    ])('refuses a revision that is %s, with the actual one', async (_, expected) => {
      const { store } = log();
      const stream = newStream();
      await store.append(stream, newEvents(3), 'no-stream');
      await expectConflict(store, stream, expected, 2n);
      expect(await streamOf(store, stream)).toHaveLength(3);
    });

    it('refuses a revision of a stream that does not exist', async () => {
      const { store } = log();
      const stream = newStream();
      await expectConflict(store, stream, 0n, 'no-stream');
      expect(await streamOf(store, stream)).toEqual([]);
    });

    it('lets one of two racing writers win, every time', async () => {
      const { store, another } = log();
      const rival = await another();
      const stream = newStream();
      let expected: ExpectedRevision = 'no-stream';
      for (let round = 0; round < RACE_ROUNDS; round++) {
        const pairs = [newEvents(2), newEvents(2)];
        const [ours, theirs] = await Promise.allSettled([
          store.append(stream, pairs[0] ?? [], expected),
          rival.append(stream, pairs[1] ?? [], expected),
        ]);
        const won = [ours, theirs].filter(({ status }) => status === 'fulfilled');
        expect(won).toHaveLength(1);
        const lost = ours.status === 'rejected' ? ours : theirs;
        expect(lost).toMatchObject({ reason: expect.any(RevisionConflict) });
        const winner = pairs[ours.status === 'fulfilled' ? 0 : 1] ?? [];
        const next: bigint = expected === 'no-stream' ? 0n : expected + 1n;
        expect(idsOf(await streamOf(store, stream, next))).toEqual(idsOf(winner));
        expected = next + 1n;
      }
    });

    describeGround(log);
    describeAtomicity(log);
    describeRepeating(log);
    describeLimits(log);

    it('is unavailable once closed', async () => {
      const { another } = log();
      const store = await another();
      await store.close();
      const stream = newStream();
      await expect(store.append(stream, [newEvent()], 'no-stream')).rejects.toThrow(
        StoreUnavailable,
      );
      await expect(collect(store.readAll(null))).rejects.toThrow(StoreUnavailable);
    });
  });
}

function describeGround(log: LogUnderTest): void {
  it('L-01 is taken on the event that the writer knows, and on no other', async () => {
    const { store } = log();
    const stream = newStream();
    const events = newEvents(3);
    await store.append(stream, events, 'no-stream');
    const [first, second, third] = await streamOf(store, stream);
    if (!first || !second || !third) throw new Error('three events were made');
    const more = [newEvent()];
    const appended = await store.append(stream, more, 2n, groundOf(third));
    expect(appended.revision).toBe(3n);
    // A repetition stands on the same ground.
    expect(await store.append(stream, more, 2n, groundOf(third))).toMatchObject({ repeated: true });
    const others = [
      groundAt(stream, 2n, { ...third, body: '{}' }),
      groundAt(stream, 2n, { ...third, metadata: '{}' }),
      groundAt(stream, 2n, { ...third, type: 'Other' }),
      groundAt(stream, 2n, newEvent()),
      groundAt(stream, 2n, second),
    ];
    for (const ground of others) {
      const refused = store.append(stream, more, 2n, ground);
      await expect(refused).rejects.toBeInstanceOf(LogWentBack);
      await expect(refused).rejects.toMatchObject({ stream, ground, expected: 2n, actual: 3n });
    }
    await expect(
      store.append(stream, [newEvent()], 9n, groundAt(stream, 9n, newEvent())),
    ).rejects.toMatchObject({ name: 'LogWentBack', actual: 3n });
    const unknown = newStream();
    await expect(
      store.append(unknown, [newEvent()], 0n, groundAt(unknown, 0n, first)),
    ).rejects.toMatchObject({ name: 'LogWentBack', actual: 'no-stream' });
    // Ground that stands under a head that moved on is an ordinary conflict.
    await expect(store.append(stream, [newEvent()], 1n, groundOf(second))).rejects.toMatchObject({
      name: 'RevisionConflict',
    });
    expect(await streamOf(store, stream)).toHaveLength(4);
  });
}

function describeAtomicity(log: LogUnderTest): void {
  it('writes nothing of a refused append', async () => {
    const { store } = log();
    const [stream, other] = [newStream(), newStream()];
    await store.append(stream, newEvents(1), 'no-stream');
    const head = await headOf(store);
    await expect(store.append(stream, newEvents(50), 9n)).rejects.toThrow(RevisionConflict);
    await expect(store.append(other, newEvents(50), 0n)).rejects.toThrow(RevisionConflict);
    expect(await collect(store.readAll(head))).toEqual([]);
  });

  it('shows all events of an append to a reader, or none', async () => {
    const { store, another } = log();
    const reader = await another();
    const stream = newStream();
    const size = 100;
    const writing = store.append(stream, newEvents(size), 'no-stream');
    let written = false;
    const counts: number[] = [];
    const watching = (async () => {
      do counts.push((await streamOf(reader, stream)).length);
      while (!written);
    })();
    await writing;
    written = true;
    await watching;
    counts.push((await streamOf(reader, stream)).length);
    expect(counts.filter((count) => count !== 0 && count !== size)).toEqual([]);
    expect(counts.at(-1)).toBe(size);
  });

  it('refuses an append of nothing and an id that is no UUID', async () => {
    const { store } = log();
    await expect(store.append(newStream(), [], 'no-stream')).rejects.toThrow(RangeError);
    for (const id of ['', 'e-1', randomUUID().toUpperCase()])
      await expect(store.append(newStream(), [newEvent({ id })], 'no-stream')).rejects.toThrow(
        TypeError,
      );
  });
}

function describeRepeating(log: LogUnderTest): void {
  it('answers a repeated append as the first time and writes nothing', async () => {
    const { store } = log();
    const stream = newStream();
    const [first, second] = [newEvents(3), newEvents(2)];
    const original = await store.append(stream, first, 'no-stream');
    const next = await store.append(stream, second, 2n);
    const again = { repeated: true };
    expect(await store.append(stream, first, 'no-stream')).toEqual({ ...original, ...again });
    expect(await store.append(stream, second, 2n)).toEqual({ ...next, ...again });
    expect(await streamOf(store, stream)).toHaveLength(5);
  });

  it('does not take a part, another order or another place for a repetition', async () => {
    const { store } = log();
    const stream = newStream();
    const events = newEvents(3);
    await store.append(stream, events, 'no-stream');
    const [first, second, third] = events;
    if (!first || !second || !third) throw new Error('three events were made');
    const attempts: readonly [NewEvent[], ExpectedRevision][] = [
      [[second, first, third], 'no-stream'],
      [[first, second, newEvent()], 'no-stream'],
      [[first, second, third, newEvent()], 'no-stream'],
      [[first, second], 0n],
    ];
    for (const [attempt, expected] of attempts)
      await expect(store.append(stream, attempt, expected)).rejects.toThrow(RevisionConflict);
    expect(idsOf(await streamOf(store, stream))).toEqual(idsOf(events));
  });
}

function describeLimits(log: LogUnderTest): void {
  it('takes as many events as its limit says, and not one more', async () => {
    const { store } = log();
    const { eventsMax } = store.limits;
    const stream = newStream();
    const full = await store.append(stream, newEvents(eventsMax), 'no-stream');
    expect(full.positions).toHaveLength(eventsMax);
    await expect(store.append(stream, newEvents(eventsMax + 1), full.revision)).rejects.toThrow(
      AppendTooLarge,
    );
    expect(await streamOf(store, stream)).toHaveLength(eventsMax);
  });

  it('takes as many bytes of UTF-8 as its limit says, and not one more', async () => {
    const { store } = log();
    const { bytesMax } = store.limits;
    const metadata = '{}';
    // A Chinese character is one unit of a string and three bytes of UTF-8.
    const characters = Math.floor((bytesMax - metadata.length - 8) / 3);
    const body = JSON.stringify('亩'.repeat(characters));
    const padding = bytesMax - metadata.length - Buffer.byteLength(body);
    const full = newEvent({ body: body + ' '.repeat(padding), metadata });
    const stream = newStream();
    await store.append(stream, [full], 'no-stream');
    const [stored] = await streamOf(store, stream);
    expect(stored?.body === full.body).toBe(true);
    const over = newEvent({ body: `${full.body} `, metadata });
    await expect(store.append(stream, [over], 0n)).rejects.toMatchObject({
      name: 'AppendTooLarge',
      events: 1,
      bytes: bytesMax + 1,
    });
  });
}

async function expectConflict(
  store: EventStore,
  stream: string,
  expected: ExpectedRevision,
  actual: ExpectedRevision,
): Promise<void> {
  const refused = store.append(stream, [newEvent()], expected);
  await expect(refused).rejects.toBeInstanceOf(RevisionConflict);
  await expect(refused).rejects.toMatchObject({ stream, expected, actual });
}
