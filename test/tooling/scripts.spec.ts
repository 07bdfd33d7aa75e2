import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');

interface Outcome {
  readonly code: number;
  readonly lines: readonly string[];
}

describe('the scripts', () => {
  let root: string;
  const place = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };
  const run = (...args: string[]): Promise<Outcome> =>
    new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: root }, (error, stdout) =>
        resolve({
          code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
          lines: stdout.trim().split('\n'),
        }),
      );
    });
  const lastLine = ({ lines }: Outcome): string => lines.at(-1) ?? '';

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'muledger-scripts-'));
    for (const one of ['scripts', 'package.json', 'package-lock.json', 'jest.config.mjs', '.swcrc'])
      await cp(path.join(repository, one), path.join(root, one), { recursive: true });
    await symlink(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
    for (const folder of ['apps', 'libs', 'test']) await mkdir(path.join(root, folder));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('compile what changed, and nothing else', async () => {
    await place('libs/one/src/a.ts', 'export const a: number = 1;');
    await place('libs/one/src/b.ts', 'export const b: number = 1;');
    await place('libs/one/src/data.json', '{}');
    await place('libs/one/src/a.spec.ts', '');
    const build = async () => lastLine(await run('scripts/build.mjs'));
    expect(await build()).toBe('3 files compiled');
    expect((await readdir(path.join(root, 'dist/libs/one/src'))).toSorted()).toEqual([
      'a.js',
      'a.js.map',
      'b.js',
      'b.js.map',
      'data.json',
    ]);
    expect(await build()).toBe('0 files compiled');
    await place('libs/one/src/a.ts', 'export const a: number = 2;');
    await rm(path.join(root, 'libs/one/src/b.ts'));
    expect(await build()).toBe('1 files compiled');
    expect((await readdir(path.join(root, 'dist/libs/one/src'))).toSorted()).toEqual([
      'a.js',
      'a.js.map',
      'data.json',
    ]);
  });

  it('compile anew when the compiler is set differently', async () => {
    await place('libs/one/src/a.ts', 'export const a: number = 1;');
    await run('scripts/build.mjs');
    await place('.swcrc', '{ "jsc": { "parser": { "syntax": "typescript" } } }');
    expect(lastLine(await run('scripts/build.mjs'))).toBe('1 files compiled');
  });

  it('count tests, and pass only when none fails', async () => {
    await place('test/good.spec.ts', `it('a', () => undefined); it('b', () => undefined);`);
    const good = await run('scripts/test.mjs');
    expect({ last: lastLine(good), code: good.code }).toEqual({
      last: '2 passed, 0 failed',
      code: 0,
    });
    await place('test/skipped.spec.ts', `it.skip('c', () => undefined);`);
    expect(lastLine(await run('scripts/test.mjs'))).toBe('2 passed, 0 failed, 1 skipped');
  });

  it('count a test file that cannot be loaded as a failure', async () => {
    await place('test/broken.spec.ts', `import './nowhere.js'; it('a', () => undefined);`);
    await place('test/bad.spec.ts', `it('b', () => { throw new Error('b'); });`);
    const { code, ...outcome } = await run('scripts/test.mjs');
    expect({ last: lastLine({ code, ...outcome }), code }).toEqual({
      last: '0 passed, 2 failed',
      code: 1,
    });
  });

  it('complete a lock file that lacks the packages of other platforms, once', async () => {
    const lock = {
      packages: {
        '': {},
        'node_modules/tool': {
          version: '1.0.0',
          dev: true,
          optionalDependencies: { '@tool/darwin-arm64': '1.0.0', '@tool/linux-x64-musl': '1.0.0' },
        },
        'node_modules/@tool/darwin-arm64': { version: '1.0.0' },
      },
    };
    await place('package-lock.json', JSON.stringify(lock));
    const complete = (...args: string[]) => run('scripts/complete-lock.mjs', ...args);
    expect((await complete('--check')).code).toBe(1);
    expect(lastLine(await complete())).toBe('1 platform packages added to package-lock.json');
    expect((await complete('--check')).code).toBe(0);
  });
});
