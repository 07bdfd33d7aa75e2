import { plainToInstance, type ClassConstructor } from 'class-transformer';
import fc from 'fast-check';
import { ENTRY_ROUTES, OPEN_LEDGER } from '../ledger/entry-routes.js';
import { EXAMPLES } from '../openapi/examples/index.js';
import { fieldProblems } from './check-body.js';
import { isSound } from './soundness.js';
import { ANY_CHANGE, changed, placesIn } from './testing/changes.js';

const cases = [OPEN_LEDGER, ...ENTRY_ROUTES].flatMap(({ path, body }) =>
  EXAMPLES.filter((one) => one.body !== undefined && one.path.endsWith(`/${path}`)).map(
    ({ key = path, body: example = {} }) => [key, body, example] as const,
  ),
);

const isSoundByValidator = (type: ClassConstructor<object>, plain: object): boolean =>
  fieldProblems(plainToInstance(type, plain, { exposeUnsetFields: false })).length === 0;

describe('a sound body', () => {
  it.each(cases)('is that of the example %s', (_, type, example) => {
    expect(isSound(type, example)).toBe(true);
    expect(isSoundByValidator(type, example)).toBe(true);
  });

  it.each(cases)('is to both judges the same, however %s is changed', (_, type, example) => {
    const places = placesIn(example).slice(1);
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places), ANY_CHANGE, (place, how) => {
        const body = changed(example, place, how) as object;
        const sound = isSound(type, body);
        if (!sound) refused += 1;
        expect([body, sound]).toEqual([body, isSoundByValidator(type, body)]);
      }),
      { seed: 2017, numRuns: 150 },
    );
    expect(refused).toBeGreaterThan(20);
  });
});
