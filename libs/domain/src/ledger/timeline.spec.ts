import fc from 'fast-check';
import { addDays, type Day } from '../calendar/index.js';
import type { Vector } from '../quantity/index.js';
import { dayOf } from './look-up.js';
import {
  balanceOn,
  closeThrough,
  copyTimeline,
  current,
  emptyTimeline,
  firstBreach,
  firstMoveAfter,
  greatestFrom,
  isWithin,
  leastFrom,
  post,
  type Timeline,
} from './timeline.js';

const FIRST = dayOf('2017-03-01');
const at = (n: number): Day => addDays(FIRST, n);
type Move = readonly [day: number, change: Vector];
const move: fc.Arbitrary<Move> = fc.tuple(
  fc.nat({ max: 9 }),
  fc.tuple(fc.bigInt({ min: -5n, max: 5n }), fc.bigInt({ min: -5n, max: 5n })),
);
const moves = fc.array(move, { minLength: 1, maxLength: 12 });

const rowOf = (all: readonly Move[]): Timeline => {
  const row = emptyTimeline();
  for (const [n, change] of all) post(row, at(n), change);
  return row;
};
/** The balance at the end of a day, from nothing but the movements. */
const sumOn = (all: readonly Move[], n: number): Vector =>
  all
    .filter(([day]) => day <= n)
    .reduce<Vector>((sum, [, change]) => sum.map((one, i) => one + (change[i] ?? 0n)), [0n, 0n]);
const DAYS = Array.from({ length: 12 }, (_, n) => n);
const from = (n: number): number[] => DAYS.filter((day) => day >= n);
const extreme = (vectors: readonly Vector[], isBetter: (a: bigint, b: bigint) => boolean): Vector =>
  vectors.reduce((best, one) =>
    best.map((amount, i) => (isBetter(one[i] ?? 0n, amount) ? (one[i] ?? 0n) : amount)),
  );

describe('a timeline, against the sum of its movements', () => {
  it('tells the balance of every day, in whatever order they were posted', () => {
    fc.assert(
      fc.property(moves, (all) => {
        const row = rowOf(all);
        for (const n of DAYS) expect(balanceOn(row, at(n), 2)).toEqual(sumOn(all, n));
        expect(current(row, 2)).toEqual(sumOn(all, 11));
      }),
    );
  });

  it('tells the least and the greatest from a day on', () => {
    fc.assert(
      fc.property(moves, fc.nat({ max: 10 }), (all, n) => {
        const row = rowOf(all);
        const later = from(n).map((day) => sumOn(all, day));
        expect(leastFrom(row, at(n), 2)).toEqual(extreme(later, (a, b) => a < b));
        expect(greatestFrom(row, at(n), 2)).toEqual(extreme(later, (a, b) => a > b));
      }),
    );
  });

  it('finds the first day that could not bear a change, and what is held then', () => {
    fc.assert(
      fc.property(moves, move, fc.boolean(), (all, [n, change], isPositive) => {
        const sign = isPositive ? 'never-negative' : 'never-positive';
        const breaks = (amount: bigint): boolean => (isPositive ? amount < 0n : amount > 0n);
        const day = from(n).find((one) =>
          sumOn(all, one).some((amount, i) => breaks(amount + (change[i] ?? 0n))),
        );
        const breach = firstBreach(rowOf(all), at(n), change, sign);
        expect(breach?.day).toBe(day === undefined ? undefined : at(day));
        if (day === undefined || breach === undefined) return;
        expect(breach.held).toBe(sumOn(all, day)[breach.component]);
      }),
    );
  });

  it('keeps its sign on every day from one on, or does not', () => {
    fc.assert(
      fc.property(moves, fc.nat({ max: 10 }), (all, n) => {
        const row = rowOf(all);
        const later = from(n).flatMap((day) => sumOn(all, day));
        expect(isWithin(row, at(n), 'never-negative')).toBe(later.every((one) => one >= 0n));
        expect(isWithin(row, at(n), 'never-positive')).toBe(later.every((one) => one <= 0n));
      }),
    );
  });

  it('is closed through a day without changing what comes after it', () => {
    fc.assert(
      fc.property(moves, fc.nat({ max: 10 }), (all, through) => {
        const row = rowOf(all);
        const kept = copyTimeline(row);
        const isEmpty = closeThrough(row, at(through));
        for (const n of from(through)) {
          expect(balanceOn(row, at(n), 2)).toEqual(sumOn(all, n));
        }
        const last = Math.max(...all.map(([day]) => day));
        const isNothing = last <= through && sumOn(all, 11).every((one) => one === 0n);
        expect(isEmpty).toBe(isNothing);
        expect(kept).toEqual(rowOf(all));
      }),
    );
  });

  it('tells when it moves next', () => {
    fc.assert(
      fc.property(moves, fc.nat({ max: 10 }), (all, n) => {
        const days = all.map(([day]) => day).filter((day) => day > n);
        const next = days.length === 0 ? undefined : at(Math.min(...days));
        expect(firstMoveAfter(rowOf(all), at(n))).toBe(next);
      }),
    );
  });
});

it('an account that never moved holds nothing', () => {
  const nothing = [0n, 0n];
  expect([
    current(undefined, 2),
    balanceOn(undefined, FIRST, 2),
    leastFrom(undefined, FIRST, 2),
    greatestFrom(undefined, FIRST, 2),
  ]).toEqual([nothing, nothing, nothing, nothing]);
  expect(firstMoveAfter(undefined, FIRST)).toBeUndefined();
  expect(firstBreach(undefined, FIRST, [0n, -1n], 'never-negative')).toEqual({
    day: FIRST,
    component: 1,
    held: 0n,
  });
  expect(firstBreach(undefined, FIRST, [1n, 0n], 'never-negative')).toBeUndefined();
});
