import fc from 'fast-check';
import { ENTRY_ROUTES, OPEN_LEDGER } from '../ledger/entry-routes.js';
import { EXAMPLES } from '../openapi/examples/index.js';
import { isSound, unsoundFields } from './soundness.js';
import { ANY_CHANGE, changed, placesIn } from './testing/changes.js';
import { placesFoundWrong } from './testing/class-validator.js';

const cases = [OPEN_LEDGER, ...ENTRY_ROUTES].flatMap(({ path, body }) =>
  EXAMPLES.filter((one) => one.body !== undefined && one.path.endsWith(`/${path}`)).map(
    ({ key = path, body: example = {} }) => [key, body, example] as const,
  ),
);

describe('a sound body', () => {
  it.each(cases)('is that of the example %s', (_, type, example) => {
    expect(isSound(type, example)).toBe(true);
    expect(placesFoundWrong(type, example)).toEqual([]);
  });

  it.each(cases)('H-04 is to both judges the same, however %s is changed', (_, type, example) => {
    const places = placesIn(example).slice(1);
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places), ANY_CHANGE, (place, how) => {
        const body = changed(example, place, how) as object;
        const sound = isSound(type, body);
        if (!sound) refused += 1;
        const found = unsoundFields(type, body, 100).map(({ path }) => path);
        expect([body, sound]).toEqual([body, found.length === 0]);
        // Each place once, and all that class-validator finds.
        expect([body, found.toSorted()]).toEqual([body, placesFoundWrong(type, body).toSorted()]);
      }),
      { seed: 2017, numRuns: 150 },
    );
    expect(refused).toBeGreaterThan(20);
  });
});

describe('H-04 an unsound body', () => {
  const [, type, example] = cases.find(([, { name }]) => name === 'ReserveQuotaBody') ?? [];

  it('of very many members takes a time that grows with them, not with their square', () => {
    if (type === undefined || example === undefined) throw new Error('no example');
    const of = (count: number): object => ({
      ...example,
      ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i.toString(36)}`, 1])),
    });
    const large = of(200_000);
    // The square of so many would take minutes, and the test would be ended.
    expect(unsoundFields(type, large, 100)).toHaveLength(100);
    expect(unsoundFields(type, large, 1_000_000)).toHaveLength(200_000);
  });

  it('repeats no document as the name of a field', () => {
    if (type === undefined || example === undefined) throw new Error('no example');
    const [field] = unsoundFields(type, { ...example, ['x'.repeat(5_000)]: 1 }, 100);
    expect(field?.path).toHaveLength(121);
  });
});
