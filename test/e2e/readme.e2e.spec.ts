import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { addressOf, Workplace } from './programs.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MARK = /<!-- session:[^>]*-->\s*```sh\n([\s\S]*?)```/;

/** The README's first session, with the address of this server in place of the printed one. */
const session = async (url: string): Promise<string> => {
  const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
  const [, printed] = MARK.exec(readme) ?? [];
  if (printed === undefined) throw new Error('the README has no first session');
  const shown = 'http://127.0.0.1:8080';
  if (!printed.includes(shown)) throw new Error(`the session does not name ${shown}`);
  // The command line finds this server by its data folder; a reader's `npx` needs no help.
  return printed
    .replaceAll(shown, url)
    .replaceAll('npx muledger', 'node apps/cli/bin/muledger.mjs');
};

it('runs the first session of the README as printed', async () => {
  const place = await Workplace.open();
  try {
    const url = await addressOf(place.server());
    const { stdout } = await promisify(execFile)('bash', ['-eu', '-c', await session(url)], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        MULEDGER_DATA: place.dataDir,
        MULEDGER_URL: url,
      },
    });
    const answers = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers.slice(0, 7).map(({ entryId, code }) => entryId ?? code)).toEqual([
      'open',
      'units',
      'policy',
      'i-2017',
      'a-1',
      'r-1',
      'c-1',
    ]);
    // 300 亩 less 3.5 公顷 (52.5 亩) used is held: 247.5 亩, which is 52.5 less than asked.
    expect(answers[7]).toMatchObject({
      code: 'insufficient-balance',
      held: { mu: '247.5000' },
      shortBy: { mu: '52.5000' },
    });
    expect(answers[8]).toMatchObject({ ledger: '330000', revision: '6' });
    expect(stdout).toContain('247.5');
  } finally {
    await place.close();
  }
}, 240_000);
