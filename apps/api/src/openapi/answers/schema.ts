/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type Schema = { readonly [keyword: string]: unknown };

type Members = Readonly<Record<string, Schema>>;

/** An object of these members; those named in `optional` may be absent. */
export const object = (required: Members, optional: Members = {}): Schema => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

export const list = (items: Schema): Schema => ({ type: 'array', items });

/** An object with names of its own, as amounts by component. */
export const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

export const said = (description: string, schema: Schema): Schema => ({ ...schema, description });

export const TEXT: Schema = { type: 'string' };
export const FLAG: Schema = { type: 'boolean' };
export const YEAR: Schema = { type: 'integer' };
export const COUNT: Schema = { type: 'integer', minimum: 0 };
export const DAY: Schema = { type: 'string', format: 'date' };
export const INSTANT: Schema = { type: 'string', format: 'date-time' };
/** A revision is a whole number that may outgrow those of JSON readers, so it is text. */
export const REVISION: Schema = { type: 'string', pattern: '^[0-9]{1,18}$' };

export const oneOf = (values: readonly string[]): Schema => ({ type: 'string', enum: values });
