/** Where a caller can put a name, read off the description of the API. */

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}
interface Parameter {
  readonly name: string;
  readonly in: string;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}
export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A step into a body: a member, or the first of a list. */
type Step = string | 0;

export interface Position {
  readonly steps: readonly Step[];
  /** A text, a member of any object, or the key of a map, whose value is taken from beside it. */
  readonly what: 'text' | 'member' | 'key';
}

export const named = ({ steps, what }: Position): string => `${what} ${steps.join('.')}`;

const DEPTH_MAX = 6;

/** Every place in the body of `POST path` where a caller writes a name. */
export const bodyPositions = ({ paths, components }: Described, path: string): Position[] => {
  const found: Position[] = [];
  const visit = (schema: Schema, steps: readonly Step[]): void => {
    const { $ref, type, properties, items, additionalProperties } = schema;
    if (steps.length > DEPTH_MAX) throw new RangeError(`${path} has no end`);
    for (const one of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
      visit(one, steps);
    if ($ref !== undefined) visit(components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, steps);
    if (type === 'string') found.push({ steps, what: 'text' });
    if (items !== undefined) visit(items, [...steps, 0]);
    if (type === 'object' || properties !== undefined) found.push({ steps, what: 'member' });
    for (const [name, one] of Object.entries(properties ?? {})) visit(one, [...steps, name]);
    if (typeof additionalProperties === 'object') found.push({ steps, what: 'key' });
  };
  const content = paths[path]?.['post']?.requestBody?.content;
  visit(content?.['application/json']?.schema ?? {}, []);
  return found;
};

/** The body with a name at a place; undefined where the body has no such place. */
export const withName = (body: unknown, { steps, what }: Position, name: string): unknown => {
  const [step, ...rest] = steps;
  if (step === undefined) {
    if (what === 'text') return typeof body === 'string' ? name : undefined;
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
    // Not a spread, which would set the prototype.
    const members = Object.entries(body);
    const value = what === 'key' ? members[0]?.[1] : 'x';
    return Object.fromEntries([...members, [name, value ?? 'x']]);
  }
  if (step === 0) {
    if (!Array.isArray(body) || body.length === 0) return undefined;
    const first = withName(body[0], { steps: rest, what }, name);
    return first === undefined ? undefined : [first, ...body.slice(1)];
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const inner = Object.entries(body).find(([member]) => member === step)?.[1];
  // An optional text that the example does without.
  const isNew = inner === undefined && rest.length === 0 && what === 'text';
  const made = isNew ? name : withName(inner, { steps: rest, what }, name);
  return made === undefined ? undefined : { ...body, [step]: made };
};

export interface Place {
  readonly path: string;
  readonly parameter: Parameter;
  readonly parameters: readonly Parameter[];
}

/** Every parameter of every operation with a method. */
export const parametersOf = ({ paths }: Described, method: 'get' | 'post'): Place[] =>
  Object.entries(paths).flatMap(([path, methods]) => {
    const parameters = methods[method]?.parameters ?? [];
    return parameters.map((parameter) => ({ path, parameter, parameters }));
  });
