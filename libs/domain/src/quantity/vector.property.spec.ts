import fc from 'fast-check';
import {
  add,
  covers,
  equal,
  isNegative,
  isZero,
  min,
  negate,
  subtract,
  sum,
  zero,
} from './vector.js';

const component = fc.bigInt({ min: -(1n << 62n), max: 1n << 62n });
const vectors = (count: number) =>
  fc.integer({ min: 1, max: 4 }).chain((width) =>
    fc.array(fc.array(component, { minLength: width, maxLength: width }), {
      minLength: count,
      maxLength: count,
    }),
  );
const holds = (law: (a: bigint[], b: bigint[]) => void) =>
  fc.assert(fc.property(vectors(2), ([a = [], b = []]) => law(a, b)));

describe('vectors', () => {
  it('are back after adding and subtracting', () =>
    holds((a, b) => {
      expect(subtract(add(a, b), b)).toEqual(a);
      expect(add(a, b)).toEqual(add(b, a));
    }));

  it('cancel against their negative', () =>
    holds((a, b) => {
      expect(isZero(add(a, negate(a)))).toBe(true);
      expect(subtract(a, b)).toEqual(add(a, negate(b)));
      expect(equal(a, b)).toBe(isZero(subtract(a, b)));
    }));

  it('cover exactly what leaves nothing negative', () =>
    holds((a, b) => {
      expect(covers(a, b)).toBe(!isNegative(subtract(a, b)));
      expect(covers(a, min(a, b)) && covers(b, min(a, b))).toBe(true);
      expect(covers(a, b)).toBe(equal(min(a, b), b));
    }));

  it('sum as they add, and no argument is touched', () =>
    fc.assert(
      fc.property(vectors(5), (given) => {
        const width = given[0]?.length ?? 0;
        const before = structuredClone(given);
        expect(sum(given, width)).toEqual(given.reduce(add, zero(width)));
        expect(given).toEqual(before);
      }),
    ));
});
