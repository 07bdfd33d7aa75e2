import fc from 'fast-check';

/** Every place of a JSON value. */
export const placesIn = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [path, ...Object.entries(value).flatMap(([name, one]) => placesIn(one, [...path, name]))];

/** What is done to one place of a body. */
export type Change = 'leave out' | 'add a member' | { readonly value: unknown };

/** A copy with one place changed. */
export const changed = (
  value: unknown,
  [name, ...rest]: readonly string[],
  change: Change,
): unknown => {
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

const ODD: readonly unknown[] = [
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
  'P\u0000',
  'P\ud800',
  'P\ufffd',
  'P\ue000',
  '\u200b\u3000',
  '𠮷'.repeat(64),
  'x'.repeat(65),
  '𠮷'.repeat(200),
  'x'.repeat(201),
  '1899-12-31',
  '2200-01-01',
  1_989,
  2_191,
  { ' ': '1 mu' },
  { total: '' },
  [['total', 'total']],
  [['total']],
];

export const ANY_CHANGE: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom<Change>('leave out', 'add a member'),
  fc.constantFrom(...ODD).map((value): Change => ({ value })),
);
