import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { EXAMPLES } from '../../apps/api/src/openapi/examples/index.js';
import { openReadingDoor, type ReadingDoor } from './reading-door.js';

interface Described {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly additionalProperties?: unknown }>>;
  };
}

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly schema?: object }[];
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

describe('the description of the API', () => {
  let door: ReadingDoor;
  let described: Described;
  beforeAll(async () => {
    door = await openReadingDoor();
    described = (await door.ask('/v1/openapi.json')).body as Described;
  });
  afterAll(() => door.close());

  it('is valid OpenAPI 3.1', async () => {
    expect(described.openapi).toMatch(/^3\.1/);
    const result = await new Validator().validate({ ...described });
    expect({ valid: result.valid, errors: result.errors }).toEqual({ valid: true });
  });

  it('H-26: is the one in docs/schemas, which clients are made from', async () => {
    const file = new URL('../../docs/openapi.json', import.meta.url);
    expect(described).toEqual(JSON.parse(await readFile(file, 'utf8')));
  });

  it('H-26: says of every parameter what it may be, and of every answer what it holds', () => {
    const open: string[] = [];
    for (const [path, methods] of Object.entries(described.paths))
      for (const [method, { parameters = [], responses, tags = [] }] of Object.entries(methods)) {
        const name = `${method} ${path}`;
        for (const { name: parameter, schema } of parameters)
          if (Object.keys(schema ?? {}).length === 0) open.push(`${name} ?${parameter}`);
        const success = Object.entries(responses).filter(([status]) => status.startsWith('2'));
        for (const [status, { content = {} }] of success)
          if (Object.keys(content).length === 0) open.push(`${name} ${status}`);
        if (success.length === 0 || tags.length !== 1) open.push(name);
      }
    expect(open).toEqual([]);
  });

  it('H-26: has no pattern that validators of other languages refuse', () => {
    const patterns = [...JSON.stringify(described).matchAll(/"pattern":"((?:[^"\\\\]|\\\\.)*)"/g)];
    expect(patterns.length).toBeGreaterThan(100);
    expect(patterns.filter(([, pattern = '']) => /\\\\p\{/i.test(pattern))).toEqual([]);
  });

  it('H-26: says that a member nobody knows is refused', () => {
    const { schemas } = described.components;
    const bodies = Object.entries(schemas).filter(([name]) => name.endsWith('Body'));
    const loose = bodies.filter(([, schema]) => schema.additionalProperties !== false);
    expect(loose.map(([name]) => name).sort()).toEqual([
      ...['AmountBody', 'BalanceLeftBody', 'PostedBody', 'ProblemBody'],
    ]);
  });

  it('says what every route is for', () => {
    for (const [path, methods] of Object.entries(described.paths))
      for (const [method, { summary }] of Object.entries(methods))
        expect([method, path, summary]).toEqual([method, path, expect.stringMatching(/./)]);
  });

  it('can be read in a browser without the net', async () => {
    const page = await door.ask('/docs');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/https?:/);
    for (const [, asset] of page.text.matchAll(/(?:src|href)="docs\/([^"]+)"/g)) {
      const { status, text } = await door.ask(`/docs/${asset}`);
      expect([asset, status, text.length > 0]).toEqual([asset, 200, true]);
    }
  });

  it('has examples for every route, which work one after the other', async () => {
    const shown = new Set<string>();
    for (const { title, as, path, key, body } of EXAMPLES) {
      const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
      const isRead =
        body === undefined && path.startsWith('/v1/ledgers') && !path.includes('events');
      const answer = await (isRead
        ? door.get(as, path)
        : door.ask(path, { as, headers, ...(body === undefined ? {} : { body }) }));
      const expected = body === undefined || path.includes('/batches') ? 200 : 201;
      expect([title, answer.status, answer.text]).toEqual([title, expected, answer.text]);
      for (const route of routesIn(described))
        if (route.method === (body === undefined ? 'get' : 'post') && route.pattern.test(path))
          shown.add(route.name);
    }
    const names = routesIn(described).map(({ name }) => name);
    // It never ends, so it is tried where streams are tested.
    expect(names.filter((name) => !shown.has(name))).toEqual(['get /v1/ledgers/{ledger}/stream']);
  });
});

const routesIn = ({ paths }: Described) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method,
      name: `${method} ${path}`,
      pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/?]+')}(\\?|$)`),
    })),
  );
