import type { Dimension } from '#domain';
import { lastDigitOf } from './last-digit.js';

describe('the last printed digit', () => {
  it.each<readonly [string, Dimension, bigint]>([
    ['274.2841 ha', 'area', 300n],
    ['4 114.2615 亩'.replace(' ', ','), 'area', 20n],
    ['13,000亩', 'area', 200_000n],
    ['１３０．５０亩', 'area', 2_000n],
    ['200000 m2', 'area', 300n],
    ['1.3万亩', 'area', 200_000_000n],
    ['100.5 kg', 'grain', 100n],
    ['0.0000001 亩', 'area', 0n],
    ['nothing', 'area', 0n],
  ])('of %s is worth %s %i', (stated, dimension, worth) => {
    expect(lastDigitOf(stated, dimension)).toBe(worth);
  });
});
