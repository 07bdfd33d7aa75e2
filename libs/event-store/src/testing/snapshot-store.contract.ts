import { createHash, randomBytes } from 'node:crypto';
import type { SnapshotStore } from '../snapshot-store.js';
import { newStream } from './events.js';

const MEBIBYTE = 1024 * 1024;

/** What every adapter of the snapshot store must do. */
export function describeSnapshotStoreContract(
  name: string,
  makeStore: () => Promise<SnapshotStore>,
): void {
  describe(`snapshot store contract: ${name}`, () => {
    let store: SnapshotStore;
    let stream: string;
    beforeEach(async () => {
      store = await makeStore();
      stream = newStream();
    });

    it('has none at first', async () => {
      expect(await store.latest(stream, 'v1')).toBeNull();
    });

    it('gives the chunks back as they were: number, order, length, bytes', async () => {
      const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const sizes = [1, MEBIBYTE, MEBIBYTE + 1, 0, 3 * MEBIBYTE - 7];
      const chunks = [everyByte, ...sizes.map((size) => new Uint8Array(randomBytes(size)))];
      await store.save(stream, 'v1', 12n, chunks);
      expect(digestible(await store.latest(stream, 'v1'))).toEqual(
        digestible({ revision: 12n, chunks }),
      );
    });

    it('keeps chunks whose buffer the writer uses again, and gives each reader its own', async () => {
      const buffer = new Uint8Array(4);
      function* reusing(): Generator<Uint8Array> {
        for (const byte of [1, 2, 3]) yield buffer.fill(byte);
      }
      await store.save(stream, 'v1', 1n, reusing());
      const read = await store.latest(stream, 'v1');
      expect(read?.chunks.map((chunk) => [...chunk])).toEqual([1, 2, 3].map((b) => [b, b, b, b]));
      read?.chunks[0]?.fill(9);
      const again = await store.latest(stream, 'v1');
      expect(again?.chunks[0]?.[0]).toBe(1);
    });

    it('gives the newest, also when an older one is saved late', async () => {
      await store.save(stream, 'v1', 10n, [Uint8Array.of(10)]);
      await store.save(stream, 'v1', 30n, [Uint8Array.of(30)]);
      await store.save(stream, 'v1', 20n, [Uint8Array.of(20)]);
      expect(await store.latest(stream, 'v1')).toMatchObject({ revision: 30n });
    });

    it('replaces a revision that is saved again', async () => {
      await store.save(stream, 'v1', 10n, [Uint8Array.of(1), Uint8Array.of(2)]);
      await store.save(stream, 'v1', 10n, [Uint8Array.of(3)]);
      const read = await store.latest(stream, 'v1');
      expect(read?.chunks.map((chunk) => [...chunk])).toEqual([[3]]);
    });

    it('never gives the snapshot of another fold version or stream', async () => {
      await store.save(stream, 'v1', 10n, [Uint8Array.of(1)]);
      expect(await store.latest(stream, 'v2')).toBeNull();
      expect(await store.latest(newStream(), 'v1')).toBeNull();
      await store.save(stream, 'v2', 5n, [Uint8Array.of(2)]);
      expect(await store.latest(stream, 'v2')).toMatchObject({ revision: 5n });
      expect(await store.latest(stream, 'v1')).toMatchObject({ revision: 10n });
    });

    it('keeps the one before when saving fails half way', async () => {
      await store.save(stream, 'v1', 1n, [Uint8Array.of(1)]);
      function* failing(): Generator<Uint8Array> {
        yield new Uint8Array(2 * MEBIBYTE);
        throw new Error('the fold broke');
      }
      await expect(store.save(stream, 'v1', 2n, failing())).rejects.toThrow('the fold broke');
      expect(await store.latest(stream, 'v1')).toMatchObject({ revision: 1n });
    });

    it('survives two processes saving at once', async () => {
      const other = await makeStore();
      const both = [store, other].map((one, index) =>
        one.save(stream, 'v1', 7n, [new Uint8Array(MEBIBYTE).fill(index + 1)]),
      );
      await Promise.all(both);
      const read = await store.latest(stream, 'v1');
      expect(read).toMatchObject({ revision: 7n });
      expect(read?.chunks).toHaveLength(1);
    });
  });
}

/** Comparing megabytes byte by byte through the matchers takes seconds. */
const digestible = (
  snapshot: { readonly revision: bigint; readonly chunks: readonly Uint8Array[] } | null,
) =>
  snapshot && {
    revision: snapshot.revision,
    chunks: snapshot.chunks.map((chunk) => [
      chunk.length,
      createHash('sha256').update(chunk).digest('hex'),
    ]),
  };
