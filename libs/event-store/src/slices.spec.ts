import { setImmediate as nodeTurn } from 'node:timers/promises';
import {
  atOnce,
  eachInSlices,
  inSlices,
  mapInSlices,
  mapSteps,
  pacedSteps,
  Slice,
  SLICE_ITEMS,
  SLICE_MS,
  sortInSlices,
  turn,
  type Steps,
} from './slices.js';
import { mostInTurn } from './testing/turns.js';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe('H-04 work in slices', () => {
  it('does no more items in a turn of the event loop than a slice has', async () => {
    const most = await mostInTurn((count) => eachInSlices(numbers(5_000), count));
    expect(most).toBeLessThanOrEqual(SLICE_ITEMS);
  });

  it('does few items in a turn when each takes long', async () => {
    const wait = (): void => {
      const until = performance.now() + SLICE_MS;
      while (performance.now() < until);
    };
    const most = await mostInTurn((count) =>
      eachInSlices(numbers(5), () => {
        count();
        wait();
      }),
    );
    expect(most).toBe(1);
  });

  it('lets one slice of several works go on in a turn', async () => {
    const works = numbers(8).map(() => numbers(2_000));
    const most = await mostInTurn((count) =>
      Promise.all(works.map((items) => eachInSlices(items, count))),
    );
    // All begin in the same turn, before any of them knows that it is long.
    expect(most).toBeLessThanOrEqual(works.length * SLICE_ITEMS);
    let later = 0;
    const after = await mostInTurn(async (count) => {
      for (const items of works) {
        void eachInSlices(items, () => void (later > 0 && count()));
        await nodeTurn();
      }
      later = 1;
      await eachInSlices(numbers(2_000), count);
    });
    expect(after).toBeLessThanOrEqual(2 * SLICE_ITEMS);
  });

  it('does steps in slices, or all at once', async () => {
    const twice = function* (count: () => void): Steps<number[]> {
      const once = yield* mapSteps(numbers(3_000), (n) => (count(), n));
      return yield* mapSteps(once, (n) => (count(), n * 2));
    };
    let made: number[] = [];
    const most = await mostInTurn(async (count) => {
      made = await inSlices(twice(count));
    });
    expect(most).toBeLessThanOrEqual(SLICE_ITEMS);
    expect(made).toEqual(numbers(3_000).map((n) => n * 2));
    expect(atOnce(twice(() => undefined))).toEqual(made);
  });

  it('leaves steps with their error', async () => {
    const fail = (n: number): number => {
      if (n === 1_000) throw new Error('no more');
      return n;
    };
    await expect(inSlices(mapSteps(numbers(2_000), fail))).rejects.toThrow('no more');
  });

  it('sorts as at once, the same items in their order', async () => {
    const items = numbers(5_003).map((n) => ({ n, key: (n * 7_919) % 101 }));
    const compare = (a: { key: number }, b: { key: number }): number => a.key - b.key;
    let sorted: typeof items = [];
    const most = await mostInTurn(async (count) => {
      sorted = await sortInSlices(items, (a, b) => {
        count();
        return compare(a, b);
      });
    });
    expect(sorted).toEqual(items.toSorted(compare));
    expect(most).toBeLessThan(items.length * 4);
    expect(await sortInSlices([], compare)).toEqual([]);
  });

  it('keeps the order', async () => {
    const made = await mapInSlices(numbers(1_000), (n, i) => `${n}/${i}`);
    expect(made).toEqual(numbers(1_000).map((n) => `${n}/${n}`));
  });

  it('ends with the error of an item, and others go on', async () => {
    const other = eachInSlices(numbers(2_000), () => undefined);
    const failing = eachInSlices(numbers(2_000), (n) => {
      if (n === 1_500) throw new RangeError('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    await other;
    await turn();
  });

  it('awaits nothing for few items', () => {
    const slice = new Slice();
    expect(numbers(20).map(() => slice.next())).toEqual(numbers(20).map(() => undefined));
  });

  it('gives what steps make and rests between them', async () => {
    const made: number[] = [];
    const most = await mostInTurn(async (count) => {
      const steps = function* (): Generator<number | undefined> {
        for (const n of numbers(3_000)) {
          count();
          yield n % 1_000 === 0 ? n : undefined;
        }
      };
      for await (const one of pacedSteps(steps())) made.push(one);
    });
    expect(made).toEqual([0, 1_000, 2_000]);
    // A step is counted when it has been taken.
    expect(most).toBeLessThanOrEqual(SLICE_ITEMS + 1);
  });
});
