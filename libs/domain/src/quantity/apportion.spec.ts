import fc from 'fast-check';
import { apportion } from './apportion.js';

describe('apportion', () => {
  it.each<[bigint, bigint[], bigint[]]>([
    [7_800n, [1n, 1n], [3_900n, 3_900n]],
    [10n, [1n, 1n, 1n], [4n, 3n, 3n]],
    [11n, [1n, 1n, 1n], [4n, 4n, 3n]],
    [-10n, [1n, 1n, 1n], [-4n, -3n, -3n]],
    [100n, [0n, 1n, 0n], [0n, 100n, 0n]],
    [10n, [15n, 14n, 71n], [2n, 1n, 7n]],
    [0n, [0n, 0n], [0n, 0n]],
    [0n, [], []],
  ])('splits %s by %s', (total, weights, parts) => {
    expect(apportion(total, weights)).toEqual(parts);
  });

  it('refuses weights that lead nowhere', () => {
    expect(() => apportion(1n, [])).toThrow(RangeError);
    expect(() => apportion(1n, [0n, 0n])).toThrow(RangeError);
    expect(() => apportion(1n, [2n, -1n])).toThrow(RangeError);
    expect(() => apportion(0n, [-1n])).toThrow(RangeError);
  });

  const total = fc.bigInt({ min: 0n, max: 10n ** 15n });
  const weights = fc
    .array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 100 })
    .filter((drawn) => drawn.some((weight) => weight > 0n));

  it('adds up exactly, gives each its share within one unit, and never less for more weight', () => {
    fc.assert(
      fc.property(total, weights, (amount, drawn) => {
        const parts = apportion(amount, drawn);
        const weightSum = drawn.reduce((sum, weight) => sum + weight, 0n);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount);
        parts.forEach((part, i) => {
          const off = part * weightSum - amount * (drawn[i] ?? 0n);
          expect(off > -weightSum && off < weightSum).toBe(true);
          drawn.forEach((weight, j) => {
            if (weight < (drawn[i] ?? 0n)) expect((parts[j] ?? 0n) <= part).toBe(true);
          });
        });
      }),
    );
  });

  it('is the split closest to the exact shares: moving a unit never helps', () => {
    fc.assert(
      fc.property(total, weights, (amount, drawn) => {
        const parts = apportion(amount, drawn);
        const weightSum = drawn.reduce((sum, weight) => sum + weight, 0n);
        const off = parts.map((part, i) => part * weightSum - amount * (drawn[i] ?? 0n));
        const highest = off.reduce((a, b) => (a > b ? a : b));
        const lowest = off.reduce((a, b) => (a < b ? a : b));
        expect(highest - lowest <= weightSum).toBe(true);
      }),
    );
  });
});
