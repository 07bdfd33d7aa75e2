import { plainToInstance, type ClassConstructor } from 'class-transformer';
import fc from 'fast-check';
import { ENTRY_ROUTES, OPEN_LEDGER } from '../ledger/entry-routes.js';
import { EXAMPLES } from '../openapi/examples/index.js';
import { fieldProblems } from './check-body.js';
import { isSound } from './soundness.js';

const cases = [OPEN_LEDGER, ...ENTRY_ROUTES].flatMap(({ path, body }) =>
  EXAMPLES.filter((one) => one.body !== undefined && one.path.endsWith(`/${path}`)).map(
    ({ key = path, body: example = {} }) => [key, body, example] as const,
  ),
);

const isSoundByValidator = (type: ClassConstructor<object>, plain: object): boolean =>
  fieldProblems(plainToInstance(type, plain, { exposeUnsetFields: false })).length === 0;

/** Every place of a JSON value. */
const placesIn = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [path, ...Object.entries(value).flatMap(([name, one]) => placesIn(one, [...path, name]))];

type Change = 'leave out' | 'add a member' | { readonly value: unknown };

const changed = (value: unknown, [name, ...rest]: readonly string[], change: Change): unknown => {
  if (name === undefined) {
    if (change === 'leave out') return undefined;
    if (change !== 'add a member') return change.value;
    return typeof value === 'object' && !Array.isArray(value) ? { ...value, stranger: 1 } : value;
  }
  if (Array.isArray(value)) {
    const list: unknown[] = [...value];
    list[Number(name)] = changed(value[Number(name)], rest, change);
    return list;
  }
  const object = { ...(value as Readonly<Record<string, unknown>>) };
  const inner = changed(object[name], rest, change);
  if (inner === undefined) delete object[name];
  else object[name] = inner;
  return object;
};

const ODD = [
  null,
  '',
  ' ',
  'x',
  '2017-02-30',
  '2017-03-01',
  0,
  2017,
  1.5,
  true,
  [],
  {},
  [{}],
  ['x'],
];

describe('a sound body', () => {
  it.each(cases)('is that of the example %s', (_, type, example) => {
    expect(isSound(type, example)).toBe(true);
    expect(isSoundByValidator(type, example)).toBe(true);
  });

  it.each(cases)('is to both judges the same, however %s is changed', (_, type, example) => {
    const places = placesIn(example).slice(1);
    const change = fc.oneof(
      fc.constantFrom<Change>('leave out', 'add a member'),
      fc.constantFrom(...ODD).map((value): Change => ({ value })),
    );
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places), change, (place, how) => {
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
