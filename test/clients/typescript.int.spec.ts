import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { transform } from '@swc/core';
import { openReadingDoor, type ReadingDoor } from '../e2e/reading-door.js';
import { issueAndAllocate, LEDGER, openLedger, PROVINCE } from '../e2e/story.js';

const root = path.resolve(import.meta.dirname, '../..');

/** A program as a guest writes it, with types made from the description alone. */
const program = (use: string): string => `
import createClient from 'openapi-fetch';
import type { paths } from './api.js';

const [, , baseUrl = '', token = ''] = process.argv;
const client = createClient<paths, 'application/json' | 'application/problem+json'>({ baseUrl, headers: { authorization: \`Bearer \${token}\` } });
const { data, error } = await client.GET('/v1/ledgers/{ledger}/balances', {
  params: { path: { ledger: '330000' }, query: { unit: '330402', groupBy: ['unit'] } },
});
if (data === undefined) throw new Error(error.code);
${use}
`;

const GOOD = `
const held: string[] = data.rows.map((row) => {
  const total: string | undefined = row.available['total']?.mu;
  return \`\${row.indicator} \${total ?? '-'}\`;
});
process.stdout.write(JSON.stringify({ revision: data.revision, held }));
`;

const run = (program: string, ...args: string[]): Promise<{ code: number; text: string }> =>
  new Promise((resolve) => {
    execFile(program, args, { cwd: root, maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      resolve({
        code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        text: `${stdout}${stderr}`,
      }),
    );
  });
const node = (...args: string[]) => run(process.execPath, ...args);

describe('H-26 a TypeScript client generated from docs/openapi.json', () => {
  let door: ReadingDoor;
  let folder: string;
  beforeAll(async () => {
    // Below the project, so that the packages of the program are found.
    const cache = path.join(root, 'node_modules/.cache');
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(path.join(cache, 'muledger-client-'));
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
    const generator = path.join(root, 'node_modules/openapi-typescript/bin/cli.js');
    const generated = path.join(folder, 'api.d.ts');
    const made = await node(generator, path.join(root, 'docs/openapi.json'), '-o', generated);
    if (made.code !== 0) throw new Error(made.text);
    door = await openReadingDoor();
    await openLedger(door);
    await issueAndAllocate(door);
    await door.get(PROVINCE, `${LEDGER}/balances`);
  });
  afterAll(async () => {
    await door.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('finds wrong uses of an answer, of a parameter and of a body, and nothing else', async () => {
    const uses = {
      good: GOOD,
      column: `data.rows.map((row) => row.avaliable);`,
      amount: `data.rows.map((row): number | undefined => row.available['total']?.mu);`,
      number: `const revision: number = data.revision;`,
      path: `await client.GET('/v1/ledgers/{ledger}/lots/{lot}', { params: { path: { ledger: '330000' } } });`,
      parameter: `await client.GET('/v1/ledgers/{ledger}/balances', { params: { path: { ledger: '330000' }, query: { groupBy: ['village'] } } });`,
      key: `await client.POST('/v1/ledgers/{ledger}/splits', { params: { path: { ledger: '330000' } }, body: { unit: '330000', lot: 'i-1.1', parts: [] } });`,
    };
    for (const [name, use] of Object.entries(uses))
      await writeFile(path.join(folder, `${name}.ts`), program(use));
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022'].concat([
      ...['--module', 'nodenext', '--types', 'node', '--pretty', 'false'],
    ]);
    const files = Object.keys(uses).map((name) => path.join(folder, `${name}.ts`));
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const { text } = await node(tsc, '--ignoreConfig', ...options, ...files);
    const wrong = new Set(
      [...text.matchAll(/(\w+)\.ts\(\d+,\d+\): error TS\d+/g)].map(([, name]) => name ?? ''),
    );
    const good = Object.keys(uses).filter((name) => !wrong.has(name));
    expect({ good, text }).toEqual({ good: ['good'], text });
  });

  it('reads balances', async () => {
    const { code } = await transform(program(GOOD), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    });
    const file = path.join(folder, 'good.mjs');
    await writeFile(file, code);
    const { text } = await node(file, door.url, await door.token('county@330402'));
    expect(JSON.parse(text)).toMatchObject({ held: ['annual 300.0000'] });
  });
});
