import type { EventStore, ExpectedRevision, FollowBatch, Ground } from '../event-store.js';
import { groundAt, groundOf, LogWentBack } from '../ground.js';
import type { LogUnderTest } from './log-under-test.js';
import { appendInRounds, WAITING } from './reading.contract.js';
import { collect, followUntil, headOf, idsOf, newEvent, newEvents, newStream } from './events.js';

const APPENDS_PER_WRITER = 60;

export function describeFollowing(log: LogUnderTest): void {
  describe('following', () => {
    it('catches up, then goes live', async () => {
      const { store, another } = log();
      const head = await headOf(store);
      const stream = newStream();
      const [past, future] = [newEvents(3), newEvents(2)];
      await store.append(stream, past, 'no-stream');
      const writer = await another();
      let asked = false;
      const seen = await followUntil(store, head, (all, { live }) => {
        if (live && !asked) {
          asked = true;
          expect(idsOf(all)).toEqual(idsOf(past));
          void writer.append(stream, future, 2n);
        }
        return all.length >= 5;
      });
      expect(idsOf(seen)).toEqual(idsOf([...past, ...future]));
    });

    it('says that the head is reached when there is nothing to read', async () => {
      const { store } = log();
      const head = await headOf(store);
      const ending = new AbortController();
      const batches: FollowBatch[] = [];
      for await (const batch of store.follow(head, ending.signal)) {
        batches.push(batch);
        ending.abort();
      }
      expect(batches).toEqual([{ events: [], live: true }]);
    });

    it('misses nothing and doubles nothing while writers write', async () => {
      const { store, another } = log();
      const head = await headOf(store);
      const first = newStream();
      await store.append(first, newEvents(50), 'no-stream');
      const writers = [await another(), await another(), await another()];
      const total = 50 + writers.length * APPENDS_PER_WRITER * 2;
      const following = followUntil(store, head, (all) => all.length >= total);
      await Promise.all(writers.map((writer) => writeMany(writer, APPENDS_PER_WRITER)));
      const seen = await following;
      expect(idsOf(seen)).toEqual(idsOf(await collect(store.readAll(head))));
    });

    it('resumes from a checkpoint taken in the middle', async () => {
      const { store } = log();
      const head = await headOf(store);
      await store.append(newStream(), newEvents(10), 'no-stream');
      const all = await collect(store.readAll(head));
      const checkpoint = all[3]?.position ?? null;
      const seen = await followUntil(store, checkpoint, (_, { live }) => live);
      expect(idsOf(seen)).toEqual(idsOf(all.slice(4)));
    });

    it.each(WAITING)('H-01 follows %s waiting events, then goes live', async (count) => {
      const { store } = log();
      const stream = newStream();
      await store.append(stream, [newEvent()], 'no-stream');
      const head = await headOf(store);
      await appendInRounds(store, stream, count, 1);
      const last = newEvent();
      let appended = false;
      const seen = await followUntil(store, head, (all, { live }) => {
        if (live && !appended) {
          appended = true;
          expect(all).toHaveLength(count);
          void store.append(stream, [last], BigInt(count));
        }
        return all.length > count;
      });
      expect(seen.map(({ revision }) => Number(revision))).toEqual(
        Array.from({ length: count + 1 }, (_, index) => index + 1),
      );
      expect(seen.at(-1)?.id).toBe(last.id);
    });

    it('L-01 goes on from an event that stands, and not from one that is gone', async () => {
      const { store } = log();
      const stream = newStream();
      await store.append(stream, newEvents(3), 'no-stream');
      const [first, second, third] = await collect(store.readStream(stream, 0n, 'forwards'));
      if (!first || !second || !third) throw new Error('three events were made');
      const from = async (ground: Ground): Promise<string[]> =>
        idsOf(await followUntil(store, second.position, (_, { live }) => live, ground));
      expect(await from(groundOf(second))).toEqual([third.id]);
      const others = [
        groundAt(stream, 1n, { ...second, body: '{}' }),
        groundAt(stream, 1n, newEvent()),
        groundAt(stream, 9n, newEvent()),
        groundAt(newStream(), 0n, newEvent()),
      ];
      for (const ground of others) await expect(from(ground)).rejects.toBeInstanceOf(LogWentBack);
    });

    it('L-02 goes on from no place where nothing stands, known by its number only', async () => {
      const { store } = log();
      const stream = newStream();
      await store.append(stream, newEvents(2), 'no-stream');
      const [first] = await collect(store.readStream(stream, 0n, 'forwards'));
      const head = (await headOf(store)) ?? '';
      // Positions are the adapter's own; a greater number is a later one in all of them.
      const beyond = head.replaceAll(/\d+/g, (digits) => String(BigInt(digits) + 1_000_000n));
      const from = (after: string, ground?: Ground) =>
        followUntil(store, after, (_, { live }) => live, ground);
      await expect(from(beyond)).rejects.toBeInstanceOf(LogWentBack);
      // The event stands, and elsewhere in the order of the log, as in a copy of it.
      if (!first) throw new Error('an event was made');
      await expect(from(head, groundOf(first))).rejects.toBeInstanceOf(LogWentBack);
    });

    it('serves several followers at their own pace', async () => {
      const { store } = log();
      const head = await headOf(store);
      const followers = [1, 2, 3].map(() => followUntil(store, head, (all) => all.length >= 20));
      await writeMany(store, 10);
      const expected = idsOf(await collect(store.readAll(head)));
      for (const seen of await Promise.all(followers)) expect(idsOf(seen)).toEqual(expected);
    });

    it('ends when told to, while it waits', async () => {
      const { store } = log();
      const ending = new AbortController();
      const waiting = store.follow(await headOf(store), ending.signal)[Symbol.asyncIterator]();
      await waiting.next();
      const next = waiting.next();
      ending.abort();
      expect(await next).toEqual({ done: true, value: undefined });
      const already = store.follow(null, AbortSignal.abort());
      expect(await collect(already)).toEqual([]);
    });

    it('ends when the store is closed', async () => {
      const { another } = log();
      const store = await another();
      const head = await headOf(store);
      const waiting = store.follow(head, new AbortController().signal)[Symbol.asyncIterator]();
      await waiting.next();
      const next = waiting.next();
      await store.close();
      expect(await next).toEqual({ done: true, value: undefined });
    });
  });
}

async function writeMany(store: EventStore, appends: number): Promise<void> {
  const stream = newStream();
  let expected: ExpectedRevision = 'no-stream';
  for (let at = 0; at < appends; at++)
    expected = (await store.append(stream, [newEvent(), newEvent()], expected)).revision;
}
