import type { Node, Value } from '../deployed.js';
import { nameOf, node } from './read.js';

/**
 * A copy with another value at the end of a path (words with spaces between them); `undefined` takes the
 * value away, and the word `+` appends to a list.
 * @throws when there is nothing at that place to change
 */
export const edited = (value: Value, path: string, to: Value): Value => {
  const [key = '', ...rest] = path.split(' ');
  const next = (old: Value): Value => (rest.length === 0 ? to : edited(old, rest.join(' '), to));
  if (Array.isArray(value)) {
    const items: readonly Value[] = value;
    if (key === '+') return [...items, next(undefined)];
    return items.flatMap((item, i) => (String(i) === key ? whole(next(item)) : [item]));
  }
  const fields = node(value);
  if (to !== undefined || key in fields) {
    const entries = Object.entries({ ...fields, [key]: next(fields[key]) });
    return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
  }
  throw new Error(`there is no ${path}`);
};

const whole = (value: Value): readonly Value[] => (value === undefined ? [] : [value]);

/** The same in one object of many, named by its kind and the beginning of its name. An empty path means all of it. */
export const editedObject = (
  objects: readonly Node[],
  which: string,
  path: string,
  to: Value,
): readonly Node[] => {
  const [kind, name = ''] = which.split(' ');
  const target = objects.find((one) => one['kind'] === kind && nameOf(one).startsWith(name));
  if (target === undefined) throw new Error(`there is no ${which}`);
  return objects.flatMap((one) => {
    if (one !== target) return [one];
    return path === '' ? [] : [node(edited(one, path, to))];
  });
};
