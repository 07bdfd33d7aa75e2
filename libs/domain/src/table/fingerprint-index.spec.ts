import { FingerprintIndex } from './fingerprint-index.js';

const MANY = 200_000;
/** Ids as clients make them: alike but for a few digits, which is what a weak hash confuses. */
const keyOf = (n: number): string => `r-2017-${String(n).padStart(8, '0')}`;

describe('FingerprintIndex', () => {
  it('keeps 200 000 keys apart while it grows', () => {
    const index = FingerprintIndex.root();
    for (let n = 0; n < MANY; n += 1) index.set(keyOf(n), n, n % 7);
    let wrong = 0;
    for (let n = 0; n < MANY; n += 1) {
      if (index.find(keyOf(n)) !== n || index.note(keyOf(n)) !== n % 7) wrong += 1;
    }
    for (let n = MANY; n < 2 * MANY; n += 1) if (index.find(keyOf(n)) !== undefined) wrong += 1;
    expect(wrong).toBe(0);
    // 16 bytes a slot, never fuller than seven tenths.
    expect(index.toColumns().byteLength / 16).toBeGreaterThan(MANY / 0.7);
  });

  it('comes back from its columns and goes on growing', () => {
    const index = FingerprintIndex.root();
    for (let n = 0; n < 5_000; n += 1) index.set(keyOf(n), n);
    const back = FingerprintIndex.fromColumns(index.toColumns().slice());
    for (let n = 5_000; n < 20_000; n += 1) back.set(keyOf(n), n);
    expect([0, 4_999, 5_000, 19_999].map((n) => back.find(keyOf(n)))).toEqual([
      0, 4_999, 5_000, 19_999,
    ]);
    expect(index.find(keyOf(5_000))).toBeUndefined();
  });

  it('replaces what a key stands for, and notes beside it', () => {
    const index = FingerprintIndex.root();
    index.set('a', 3);
    expect([index.find('a'), index.note('a')]).toEqual([3, 0]);
    index.set('a', 3, 9);
    expect([index.find('a'), index.note('a'), index.note('b')]).toEqual([3, 9, 0]);
  });

  it('forgets a key that is deleted, and may learn it again', () => {
    const index = FingerprintIndex.root();
    index.set('a', 3, 1);
    index.delete('a');
    index.delete('never');
    expect([index.find('a'), index.note('a'), index.find('never')]).toEqual([
      undefined,
      0,
      undefined,
    ]);
    index.set('a', 8);
    expect(index.find('a')).toBe(8);
  });

  it('knows revision 0', () => {
    const index = FingerprintIndex.root();
    index.set('a', 0);
    expect(index.find('a')).toBe(0);
  });
});

describe('an overlay of it', () => {
  it('shows its own before those below, and hides what it deleted', () => {
    const below = FingerprintIndex.root();
    below.set('a', 1);
    below.set('b', 2);
    const over = below.overlay();
    over.set('a', 5, 6);
    over.delete('b');
    over.set('c', 7);
    expect(['a', 'b', 'c'].map((key) => over.find(key))).toEqual([5, undefined, 7]);
    expect([over.note('a'), over.note('b')]).toEqual([6, 0]);
    expect(['a', 'b', 'c'].map((key) => below.find(key))).toEqual([1, 2, undefined]);
    over.merge();
    expect(['a', 'b', 'c'].map((key) => below.find(key))).toEqual([5, undefined, 7]);
    over.merge();
    below.merge();
    expect(below.note('a')).toBe(6);
  });
});
