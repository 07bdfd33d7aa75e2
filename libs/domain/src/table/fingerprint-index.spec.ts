import { FingerprintIndex } from './fingerprint-index.js';
import { collidingFingerprints, plainFingerprints } from './testing/index.js';

const MANY = 200_000;
/** Ids as clients make them: alike but for a few digits, which is what a weak hash confuses. */
const keyOf = (n: number): string => `r-2017-${String(n).padStart(8, '0')}`;
const sorted = (index: FingerprintIndex, key: string): number[] =>
  [...index.candidates(key)].sort((a, b) => a - b);

describe('FingerprintIndex', () => {
  it('keeps 200 000 keys apart while it grows', () => {
    const index = FingerprintIndex.root(plainFingerprints);
    for (let n = 0; n < MANY; n += 1) index.set(keyOf(n), n, n % 7);
    let wrong = 0;
    for (let n = 0; n < MANY; n += 1) {
      const found = index.candidates(keyOf(n));
      if (found.length !== 1 || found[0] !== n || index.note(keyOf(n), n) !== n % 7) wrong += 1;
    }
    for (let n = MANY; n < 2 * MANY; n += 1) if (index.has(keyOf(n))) wrong += 1;
    expect(wrong).toBe(0);
    // 16 bytes a slot, never fuller than seven tenths.
    expect(index.toColumns().byteLength / 16).toBeGreaterThan(MANY / 0.7);
  });

  it('comes back from its columns and goes on growing', () => {
    const index = FingerprintIndex.root(plainFingerprints);
    for (let n = 0; n < 5_000; n += 1) index.set(keyOf(n), n);
    const back = FingerprintIndex.fromColumns(index.toColumns().slice(), plainFingerprints);
    for (let n = 5_000; n < 20_000; n += 1) back.set(keyOf(n), n);
    expect([0, 4_999, 5_000, 19_999].map((n) => back.candidates(keyOf(n)))).toEqual([
      [0],
      [4_999],
      [5_000],
      [19_999],
    ]);
    expect(index.has(keyOf(5_000))).toBe(false);
  });

  it('keeps a note beside each revision, and may change it', () => {
    const index = FingerprintIndex.root(plainFingerprints);
    index.set('a', 3);
    index.set('a', 4, 5);
    expect([sorted(index, 'a'), index.note('a', 3), index.note('a', 4)]).toEqual([[3, 4], 0, 5]);
    index.set('a', 3, 9);
    expect([sorted(index, 'a'), index.note('a', 3), index.note('b', 3)]).toEqual([[3, 4], 9, 0]);
  });

  it('forgets a revision that is deleted, and may learn it again', () => {
    const index = FingerprintIndex.root(plainFingerprints);
    index.set('a', 3, 1);
    index.set('a', 4);
    index.delete('a', 3);
    index.delete('a', 9);
    index.delete('never', 3);
    expect([index.candidates('a'), index.note('a', 3), index.has('never')]).toEqual([
      [4],
      0,
      false,
    ]);
    index.set('a', 3);
    expect(sorted(index, 'a')).toEqual([3, 4]);
  });

  it('does not carry along what was deleted when it grows', () => {
    const index = FingerprintIndex.root(plainFingerprints);
    for (let n = 0; n < 50_000; n += 1) {
      index.set('a', n);
      index.delete('a', n);
      index.set(keyOf(n % 10), n % 10);
    }
    expect(index.candidates('a')).toEqual([]);
    expect(index.candidates(keyOf(3))).toEqual([3]);
  });

  it('knows revision 0', () => {
    const index = FingerprintIndex.root(plainFingerprints);
    index.set('a', 0);
    expect(index.candidates('a')).toEqual([0]);
  });

  it('H-11 holds every candidate of keys that share a fingerprint, in an overlay too', () => {
    const index = FingerprintIndex.root(collidingFingerprints);
    for (let n = 0; n < 40; n += 1) index.set(keyOf(n), n, n);
    expect(sorted(index, keyOf(7))).toEqual(Array.from({ length: 40 }, (_, n) => n));
    const over = index.overlay();
    over.set('own', 41);
    over.delete('other', 3);
    expect(over.candidates('own')).toHaveLength(41);
    expect(over.candidates('other')).not.toContain(3);
    expect(over.note('own', 5)).toBe(5);
  });
});

describe('an overlay of it', () => {
  it('shows its own beside those below, and hides what it deleted', () => {
    const below = FingerprintIndex.root(plainFingerprints);
    below.set('a', 1);
    below.set('b', 2);
    const over = below.overlay();
    over.set('a', 1, 6);
    over.set('a', 5);
    over.delete('b', 2);
    over.set('c', 7);
    expect(['a', 'b', 'c'].map((key) => sorted(over, key))).toEqual([[1, 5], [], [7]]);
    expect([over.note('a', 1), over.note('a', 5), over.note('b', 2)]).toEqual([6, 0, 0]);
    expect(['a', 'b', 'c'].map((key) => sorted(below, key))).toEqual([[1], [2], []]);
    over.merge();
    expect(['a', 'b', 'c'].map((key) => sorted(below, key))).toEqual([[1, 5], [], [7]]);
    over.merge();
    below.merge();
    expect(below.note('a', 1)).toBe(6);
  });
});
