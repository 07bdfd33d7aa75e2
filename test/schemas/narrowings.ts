import type { Schema } from './additions.js';

/** Words for people: they bind nobody. */
const ANNOTATIONS = new Set(['title', 'description', 'examples', '$comment']);
const LISTS = new Set(['required', 'enum', 'allOf', '$defs', 'properties', 'additionalProperties']);

/**
 * What of the messages that fit `before` need not fit `after`, by place. Empty when `after` takes all that `before` took:
 * it may know further members, kinds and choices, and ask for less.
 */
export const narrowingsOf = (before: Schema, after: Schema, place = '#'): string[] => [
  ...boundsNarrowed(before, after, place),
  ...membersNarrowed(before, after, place),
  ...listOf(after['required'])
    .filter((name) => !listOf(before['required']).includes(name))
    .map((name) => `${place}/required: ${String(name)} may not be absent`),
  ...choicesNarrowed(before['enum'], after['enum'], `${place}/enum`),
  ...listOf(after['allOf'])
    .filter((one) => !isIn(listOf(before['allOf']), one) && !isOfNewType(one, before))
    .map((one) => `${place}/allOf also asks for ${JSON.stringify(one)}`),
  ...Object.entries(schemaOf(before['$defs'])).flatMap(([name, one]) => {
    const now = schemaOf(after['$defs'])[name];
    const at = `${place}/$defs/${name}`;
    return now === undefined ? [`${at} is gone`] : narrowingsOf(schemaOf(one), schemaOf(now), at);
  }),
];

/** Keywords that stand for themselves: a bound, a form, the schema of all items. */
const boundsNarrowed = (before: Schema, after: Schema, place: string): string[] =>
  Object.entries(after).flatMap(([word, is]): string[] => {
    const was = before[word];
    if (ANNOTATIONS.has(word) || LISTS.has(word)) return [];
    if (isSchema(was) && isSchema(is)) return narrowingsOf(was, is, `${place}/${word}`);
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    const isWider =
      typeof was === 'number' &&
      typeof is === 'number' &&
      ((word.startsWith('max') && is > was) || (word.startsWith('min') && is < was));
    return isWider ? [] : [`${place}/${word} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`];
  });

const membersNarrowed = (before: Schema, after: Schema, place: string): string[] => {
  const [was, is] = [schemaOf(before['properties']), schemaOf(after['properties'])];
  const others = { was: before['additionalProperties'], is: after['additionalProperties'] };
  const known = Object.entries(was).flatMap(([name, one]) => {
    const at = `${place}/properties/${name}`;
    const now = is[name];
    if (now === undefined) return others.is === false ? [`${at} is gone`] : [];
    return narrowingsOf(schemaOf(one), schemaOf(now), at);
  });
  const named = Object.keys(is)
    .filter((name) => was[name] === undefined && others.was !== false)
    .map((name) => `${place}/properties/${name} was free`);
  if (others.was === false || others.is === undefined || others.is === true)
    return [...known, ...named];
  if (isSchema(others.was) && isSchema(others.is))
    return [
      ...known,
      ...named,
      ...narrowingsOf(others.was, others.is, `${place}/additionalProperties`),
    ];
  return [...known, ...named, `${place}/additionalProperties are no longer free`];
};

const choicesNarrowed = (was: unknown, is: unknown, at: string): string[] => {
  if (is === undefined) return [];
  if (was === undefined) return [`${at} is new`];
  return listOf(was)
    .filter((one) => !listOf(is).includes(one))
    .map((one) => `${at}: ${String(one)} is gone`);
};

/** What is asked of messages of a type only, which there was none of. */
const isOfNewType = (condition: unknown, before: Schema): boolean => {
  const types = schemaOf(schemaOf(before['properties'])['type'])['enum'];
  const type = schemaOf(schemaOf(schemaOf(condition)['if'])['properties'])['type'];
  const only = schemaOf(type)['const'];
  return typeof only === 'string' && !listOf(types).includes(only);
};

const isIn = (list: readonly unknown[], one: unknown): boolean =>
  list.some((other) => JSON.stringify(other) === JSON.stringify(one));
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const schemaOf = (value: unknown): Schema => (isSchema(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
