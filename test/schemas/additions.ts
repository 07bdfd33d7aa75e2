/** A JSON Schema, as far as it is compared. */
export type Schema = Readonly<Record<string, unknown>>;

/** Words for people: they bind nobody. */
const ANNOTATIONS = new Set(['title', 'description', 'examples', '$comment']);
/** Kept by name and compared one by one; further ones are additions. */
const NAMED = new Set(['properties', '$defs']);

/**
 * What a guest who was built on `before` would miss or misread in messages of `after`, by place. Empty when it only adds:
 * members, and promises that a member is always there.
 */
export const breaksOf = (before: Schema, after: Schema, place = '#'): string[] => {
  const words = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...words].flatMap((word): string[] => {
    const at = `${place}/${word}`;
    const [was, is] = [before[word], after[word]];
    if (ANNOTATIONS.has(word)) return [];
    if (word === 'required') return missing(listOf(was), listOf(is), at);
    if (NAMED.has(word))
      return Object.entries(schemaOf(was)).flatMap(([name, one]) => {
        const now = schemaOf(is)[name];
        return now === undefined
          ? [`${at}/${name} is gone`]
          : breaksOf(schemaOf(one), schemaOf(now), `${at}/${name}`);
      });
    if (isSchema(was) && isSchema(is)) return breaksOf(was, is, at);
    return JSON.stringify(was) === JSON.stringify(is)
      ? []
      : [`${at} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`];
  });
};

const missing = (was: readonly unknown[], is: readonly unknown[], at: string): string[] =>
  was.filter((name) => !is.includes(name)).map((name) => `${at}: ${String(name)} may be absent`);

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const schemaOf = (value: unknown): Schema => (isSchema(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The same schema that allows nothing it does not name. */
export const closed = (schema: Schema): Schema => {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([word, value]) => [
      word,
      NAMED.has(word)
        ? Object.fromEntries(
            Object.entries(schemaOf(value)).map(([name, one]) => [name, closed(schemaOf(one))]),
          )
        : value,
    ]),
  );
  return 'properties' in schema ? { ...inner, additionalProperties: false } : inner;
};
