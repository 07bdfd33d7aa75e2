import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rules } from './rules.js';

/** One break of the code: a piece of a file's text and what stands there instead. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Under the project, so that packages are found from there. */
const NEST = path.join(ROOT, '.cache');
const LIBS = ['domain', 'event-store', 'ledger-stream'];

/** Runs with a copy of the rules that is broken in one place. */
export const withMutant = async <Result>(
  mutant: Mutant,
  run: (rules: Rules) => Promise<Result>,
): Promise<Result> => {
  await mkdir(NEST, { recursive: true });
  const nest = await mkdtemp(path.join(NEST, 'mutant-'));
  try {
    // Its own package.json lets `#domain` lead to the copy and not to the original.
    await cp(path.join(ROOT, 'package.json'), path.join(nest, 'package.json'));
    for (const lib of LIBS) {
      await cp(path.join(ROOT, 'libs', lib, 'src'), path.join(nest, 'libs', lib, 'src'), {
        recursive: true,
        filter: (source) => !source.endsWith('.spec.ts'),
      });
    }
    await breakFile(path.join(nest, mutant.file), mutant);
    return await run(await rulesIn(nest));
  } finally {
    await rm(nest, { recursive: true, force: true });
  }
};

const breakFile = async (file: string, { name, from, to }: Mutant): Promise<void> => {
  const text = await readFile(file, 'utf8');
  if (text.split(from).length !== 2) {
    throw new Error(`${name}: the text to break must stand exactly once in ${file}: ${from}`);
  }
  await writeFile(
    file,
    text.replace(from, () => to),
  );
};

const rulesIn = async (nest: string): Promise<Rules> => {
  const load = (file: string): Promise<unknown> =>
    import(pathToFileURL(path.join(nest, 'libs', file)).href);
  return {
    domain: await load('domain/src/index.ts'),
    testing: await load('domain/src/ledger/testing/index.ts'),
    eventStore: await load('event-store/src/index.ts'),
    memory: await load('event-store/src/memory/index.ts'),
    stream: await load('ledger-stream/src/index.ts'),
  } as Rules;
};
