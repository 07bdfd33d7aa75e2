import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import formats from 'ajv-formats';

const DESCRIPTION = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));

type Json = Readonly<Record<string, unknown>>;

interface Route {
  readonly method: string;
  readonly path: string;
  readonly pattern: RegExp;
  readonly responses: Json;
}

/** An answer as it came over the wire. */
export interface CheckedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
}

/**
 * Holds every answer against the description of the API: its status, its media type and, of JSON, each of its members.
 * A member that the description does not name is a fault too, so schemas are closed here.
 */
export class DescribedAnswers {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly routes: readonly Route[];
  private readonly known = new Map<string, ValidateFunction>();

  /** Of the generated description, which the server is held to by `openapi.e2e.spec.ts`. */
  static async read(): Promise<DescribedAnswers> {
    return new DescribedAnswers(JSON.parse(await readFile(DESCRIPTION, 'utf8')) as Json);
  }

  constructor(description: Json) {
    formats.default(this.ajv);
    this.ajv.addSchema(closed(description) as object, 'description');
    this.routes = Object.entries(description['paths'] as Json).flatMap(([path, methods]) =>
      Object.entries(methods as Json).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
        responses: (operation as Json)['responses'] as Json,
      })),
    );
  }

  /** @throws {Error} the answer is not as it is described; routes that are not described are left alone */
  check({ method, path, status, contentType, body }: CheckedAnswer): void {
    const address = path.split('?')[0] ?? '';
    const route =
      this.routes.find((one) => one.method === method && one.path === address) ??
      this.routes.find((one) => one.method === method && one.pattern.test(address));
    if (route === undefined) return;
    const name = `${method} ${route.path} ${status} ${contentType}`;
    const key = String(status) in route.responses ? String(status) : 'default';
    const content = ((route.responses[key] as Json | undefined)?.['content'] ?? {}) as Json;
    const type = contentType.split(';')[0] ?? '';
    if (!(type in content)) throw new Error(`${name}: the description has ${Object.keys(content)}`);
    if (!type.endsWith('json')) return;
    const at = ['paths', route.path, method.toLowerCase(), 'responses', key, 'content', type];
    const pointer = [...at, 'schema'].map(escaped).join('/');
    const validate =
      this.known.get(pointer) ?? this.ajv.compile({ $ref: `description#/${pointer}` });
    this.known.set(pointer, validate);
    if (validate(body)) return;
    throw new Error(
      `${name} differs from its description: ${this.ajv.errorsText(validate.errors)}`,
    );
  }
}

const escaped = (part: string): string =>
  encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, closed(value)]),
  );
  const isObject = copy['type'] === 'object' && copy['properties'] !== undefined;
  return isObject && !('additionalProperties' in copy)
    ? { ...copy, additionalProperties: false }
    : copy;
};
