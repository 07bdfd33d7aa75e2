import type { OpenAPIObject } from '@nestjs/swagger';
import { BATCH_ANSWER, READ_ANSWERS } from './answers/answers.js';
import { COMPONENTS } from './answers/components.js';
import { DAY, type Schema } from './answers/schema.js';

type Json = { [member: string]: unknown };

/**
 * Adds to the description what decorators do not say: what reads answer, the types of parameters, and that bodies with
 * unknown members are refused.
 */
export const complete = (document: OpenAPIObject): OpenAPIObject => {
  const described: Json = structuredClone({ ...document });
  for (const [path, methods] of membersOf(described['paths']))
    for (const [method, operation] of membersOf(methods))
      completeOperation(path, method, operation);
  const components = jsonOf(described['components']);
  const schemas = jsonOf(components['schemas']);
  for (const name of bodiesOf(described, schemas)) close(jsonOf(schemas[name]));
  // The facts of a problem stand beside its own members.
  jsonOf(schemas['ProblemBody'])['additionalProperties'] = true;
  components['schemas'] = { ...schemas, ...COMPONENTS };
  return { ...document, ...described };
};

const completeOperation = (path: string, method: string, operation: Json): void => {
  const responses = jsonOf(operation['responses']);
  if (method === 'get') answerWith(responses, READ_ANSWERS[path]?.content);
  if (path.endsWith('/batches')) answerWith(responses, { 'application/json': BATCH_ANSWER });
  const parameters = operation['parameters'];
  if (!Array.isArray(parameters)) return;
  for (const parameter of parameters) {
    const one = jsonOf(parameter);
    const known = PARAMETERS[String(one['name'])];
    if (known !== undefined && isOpen(one['schema'])) one['schema'] = known;
  }
};

const answerWith = (
  responses: Json,
  content: Readonly<Record<string, Schema>> | undefined,
): void => {
  if (content === undefined) return;
  const success = jsonOf(responses['200']);
  success['content'] = Object.fromEntries(
    Object.entries(content).map(([type, schema]) => [type, { schema }]),
  );
  success['description'] ??= '';
  responses['200'] = success;
};

/** Decorators say `{}` or text of a parameter whose class says nothing more. */
const isOpen = (schema: unknown): boolean => {
  const names = Object.keys(jsonOf(schema));
  return names.length === 0 || (names.length === 1 && jsonOf(schema)['type'] === 'string');
};

/** Characters that no parameter may hold are told by the problem; lengths are those of `QueryReader`. */
const WORD: Schema = { type: 'string', minLength: 1, maxLength: 400 };
const NUMBER: Schema = { type: 'string', pattern: '^[0-9]{1,18}$' };

const PARAMETERS: Readonly<Record<string, Schema>> = {
  ledger: { type: 'string', pattern: '^[0-9]{6}$' },
  asOf: DAY,
  on: DAY,
  from: DAY,
  to: DAY,
  knownAt: { anyOf: [DAY, { type: 'string', format: 'date-time' }] },
  atRevision: NUMBER,
  minRevision: NUMBER,
  planYear: { type: 'integer', minimum: 0, maximum: 9_999 },
  limit: { type: 'integer', minimum: 1, maximum: 1_000 },
  ...Object.fromEntries(
    [
      ...['unit', 'lot', 'entry', 'number', 'asset', 'indicator', 'planKind', 'project'],
      ...['document', 'approval', 'actor', 'reservation', 'cursor', 'after'],
    ].map((name) => [name, WORD]),
  ),
  // Clients that have no event yet may say so by an empty one.
  'Last-Event-ID': { type: 'string', maxLength: 400 },
  'Idempotency-Key': { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,64}$' },
};

/** Names of the schemas that a request body reaches. */
const bodiesOf = (described: Json, schemas: Json): ReadonlySet<string> => {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value ?? {}).matchAll(
      /"#\/components\/schemas\/([^"]+)"/g,
    )) {
      if (found.has(name)) continue;
      found.add(name);
      visit(schemas[name]);
    }
  };
  for (const [, methods] of membersOf(described['paths']))
    for (const [, operation] of membersOf(methods)) visit(operation['requestBody']);
  return found;
};

/** A body with a member that its class does not name is refused (`check-body.ts`). */
const close = (schema: Json): void => {
  if (schema['properties'] !== undefined) schema['additionalProperties'] ??= false;
};

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const jsonOf = (value: unknown): Json => (isJson(value) ? value : {});
const membersOf = (value: unknown): [string, Json][] =>
  Object.entries(jsonOf(value)).map(([name, member]) => [name, jsonOf(member)]);
