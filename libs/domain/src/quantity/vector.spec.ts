import { ANNUAL, INCREASE_DECREASE, SCALE } from './indicator.js';
import {
  add,
  componentIndex,
  covers,
  equal,
  isNegative,
  isZero,
  min,
  nestingViolation,
  subtract,
  sum,
  zero,
} from './vector.js';

describe('vectors', () => {
  it('cover each other per component only', () => {
    expect(covers([5n, 5n, 5n], [5n, 5n, 5n])).toBe(true);
    expect(covers([5n, 5n, 4n], [5n, 5n, 5n])).toBe(false);
    expect(covers([1n, 9n], [2n, 0n])).toBe(false);
    expect(covers([2n, 0n], [1n, 9n])).toBe(false);
  });

  it('know zero and negative', () => {
    expect(isZero(zero(3))).toBe(true);
    expect(isZero([0n, 0n, 1n])).toBe(false);
    expect(isNegative([0n, 0n, 0n])).toBe(false);
    expect(isNegative([9n, 9n, -1n])).toBe(true);
    expect(equal([1n, 2n], [1n, 3n])).toBe(false);
  });

  it('take the smaller amount per component', () => {
    expect(min([1n, 9n, 3n], [2n, 8n, 3n])).toEqual([1n, 8n, 3n]);
  });

  it('add up, none of them to zero', () => {
    const given = [[1n, 2n] as const, [10n, 20n] as const];
    expect(sum(given, 2)).toEqual([11n, 22n]);
    expect(sum([], 2)).toEqual([0n, 0n]);
    expect(given).toEqual([
      [1n, 2n],
      [10n, 20n],
    ]);
  });

  it.each([add, subtract, min, covers, equal])('of different widths are a defect (%p)', (f) => {
    expect(() => f([1n, 2n], [1n])).toThrow(RangeError);
    expect(() => f([1n], [1n, 2n])).toThrow(RangeError);
  });

  it('of different widths are a defect in a sum', () => {
    expect(() => sum([[1n], [1n, 2n]], 1)).toThrow(RangeError);
    expect(() => nestingViolation(ANNUAL, [1n])).toThrow(RangeError);
  });
});

describe('the indicators', () => {
  it('keep the order of their components: it is stored', () => {
    const names = [ANNUAL, SCALE, INCREASE_DECREASE].map(({ id, components }) => [
      id,
      ...components.map(({ name, dimension }) => `${name}:${dimension}`),
    ]);
    expect(names).toEqual([
      ['annual', 'total:area', 'farmland:area', 'cultivated:area'],
      ['scale', 'total:area'],
      ['increase-decrease', 'area:area', 'paddy:area', 'grain:grain'],
    ]);
  });

  it('nest only components they have', () => {
    for (const indicator of [ANNUAL, SCALE, INCREASE_DECREASE])
      for (const name of indicator.nesting.flat())
        expect(componentIndex(indicator, name)).toBeGreaterThanOrEqual(0);
  });
});

describe('nestingViolation', () => {
  it('accepts cultivated ≤ farmland ≤ total, equal included', () => {
    expect(nestingViolation(ANNUAL, [3n, 2n, 1n])).toBeUndefined();
    expect(nestingViolation(ANNUAL, [3n, 3n, 3n])).toBeUndefined();
  });

  it('C2: names cultivated beyond farmland by one unit', () => {
    expect(nestingViolation(ANNUAL, [9n, 5n, 6n])).toEqual({
      smaller: 'cultivated',
      larger: 'farmland',
      smallerAmount: 6n,
      largerAmount: 5n,
    });
  });

  it('names farmland beyond total', () => {
    expect(nestingViolation(ANNUAL, [5n, 6n, 0n])).toMatchObject({
      smaller: 'farmland',
      larger: 'total',
    });
  });

  it('holds paddy under area and leaves grain free', () => {
    expect(nestingViolation(INCREASE_DECREASE, [1n, 1n, 999n])).toBeUndefined();
    expect(nestingViolation(INCREASE_DECREASE, [1n, 2n, 0n])).toMatchObject({ smaller: 'paddy' });
    expect(nestingViolation(SCALE, [1n])).toBeUndefined();
  });

  it('T-32: paddy is short although area is enough', () => {
    const left = [3_000_000n, 0n, 0n];
    expect(covers(left, [3_000_000n, 300_000n, 0n])).toBe(false);
    expect(covers(left, [3_000_000n, 0n, 0n])).toBe(true);
  });
});
