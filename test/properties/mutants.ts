import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from '@swc/core';
import type { Rules } from './rules.js';

/** A piece of a file's text and what stands there instead. */
export interface Break {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** One way to get it wrong: mostly one break, more where the fault needed them together. */
export interface Mutant extends Break {
  readonly name: string;
  readonly also?: readonly Break[];
}

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Under the project, so that packages are found from there. */
const NEST = path.join(ROOT, '.cache');
const SOURCES = [
  'libs/domain/src',
  'libs/event-store/src',
  'libs/ledger-stream/src',
  'apps/worker/src/day-job',
];

/** Runs with a copy of the rules that is broken. */
export const withMutant = async <Result>(
  mutant: Mutant,
  run: (rules: Rules) => Promise<Result>,
): Promise<Result> => {
  await mkdir(NEST, { recursive: true });
  const nest = await mkdtemp(path.join(NEST, 'mutant-'));
  try {
    await write(nest, 'package.json', await packageOfNest());
    for (const [file, code] of await compiled()) await write(nest, file, code);
    for (const [file, text] of await broken(mutant)) {
      await write(nest, inJs(file), await codeOf(file, text));
    }
    return await run(await rulesIn(nest));
  } finally {
    await rm(nest, { recursive: true, force: true });
  }
};

/** @throws when a text that a mutant breaks does not stand exactly once where it should: the rules have moved on */
export const assertBreaks = async (mutant: Mutant): Promise<void> => void (await broken(mutant));

/** Sources by file with the breaks made. @throws when a text to break does not stand exactly once where it should */
const broken = async (mutant: Mutant): Promise<ReadonlyMap<string, string>> => {
  const texts = new Map<string, string>();
  for (const { file, from, to } of [mutant, ...(mutant.also ?? [])]) {
    const text = texts.get(file) ?? (await readFile(path.join(ROOT, file), 'utf8'));
    if (text.split(from).length !== 2) {
      throw new Error(`${mutant.name}: it must stand exactly once in ${file}: ${from}`);
    }
    texts.set(
      file,
      text.replace(from, () => to),
    );
  }
  return texts;
};

/** Compiled once for all mutants: a copy then costs no more than writing it. */
let sources: Promise<ReadonlyMap<string, string>> | undefined;
const compiled = (): Promise<ReadonlyMap<string, string>> => (sources ??= compileAll());

const compileAll = async (): Promise<ReadonlyMap<string, string>> => {
  const files = new Map<string, string>();
  for (const file of (await Promise.all(SOURCES.map(filesIn))).flat()) {
    if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
    const text = await readFile(path.join(ROOT, file), 'utf8');
    files.set(inJs(file), await codeOf(file, text));
  }
  return files;
};

const filesIn = async (folder: string): Promise<string[]> => {
  const files = await readdir(path.join(ROOT, folder), { recursive: true });
  return files.map((file) => path.join(folder, file));
};

const codeOf = async (file: string, text: string): Promise<string> => {
  const { code } = await transform(text, {
    filename: path.join(ROOT, file),
    root: ROOT,
    sourceMaps: false,
  });
  return code;
};

const inJs = (file: string): string => file.replace(/\.ts$/, '.js');

const write = async (nest: string, file: string, text: string): Promise<void> => {
  const target = path.join(nest, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
};

/** Its own package.json lets `#domain` lead to the copy and not to the original. */
const packageOfNest = async (): Promise<string> => {
  const text = await readFile(path.join(ROOT, 'package.json'), 'utf8');
  return text.replaceAll(/("source": "[^"]+)\.ts"/g, '$1.js"');
};

const rulesIn = async (nest: string): Promise<Rules> => {
  const load = (file: string): Promise<unknown> =>
    import(pathToFileURL(path.join(nest, file)).href);
  return {
    domain: await load('libs/domain/src/index.js'),
    testing: await load('libs/domain/src/ledger/testing/index.js'),
    eventStore: await load('libs/event-store/src/index.js'),
    memory: await load('libs/event-store/src/memory/index.js'),
    stream: await load('libs/ledger-stream/src/index.js'),
    dayJob: await load('apps/worker/src/day-job/day-job.js'),
  } as Rules;
};
