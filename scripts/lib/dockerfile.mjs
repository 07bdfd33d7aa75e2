// A Dockerfile as far as ours goes: what a build would do with each line, for a machine without an engine.
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

/** @returns {{stage: number, keyword: string, rest: string}[]} its instructions, continued lines joined */
export const readDockerfile = (file) => {
  let stage = -1;
  return readFileSync(file, 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, keyword = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
      if (keyword === 'FROM') stage += 1;
      return { stage, keyword, rest };
    });
};

/** `A=b C=d` of an ENV line. */
export const environmentOf = (rest) =>
  Object.fromEntries([...rest.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));

/** What .dockerignore keeps from the build: all but what it names, and never a test. */
const isLetThrough = (source) => {
  const lines = readFileSync(path.join(root, '.dockerignore'), 'utf8').split('\n');
  return lines.includes(`!${source.split('/')[0]}`);
};

/** COPY from the repository. */
export const copyFromContext = (rest, folder) => {
  const words = rest.split(/\s+/);
  const target = words.pop();
  for (const source of words) {
    if (!isLetThrough(source)) throw new Error(`.dockerignore keeps ${source} from the build`);
    cpSync(
      path.join(root, source),
      path.join(folder, words.length > 1 || target.endsWith('/') ? path.basename(source) : target),
      { recursive: true, filter: (file) => !file.endsWith('.spec.ts') },
    );
  }
};

/** COPY from the stage before, whose /app is `from`. */
export const copyFromStage = (rest, from, folder) => {
  const [source = '', target = ''] = rest.replace('--from=build ', '').split(/\s+/);
  const inside = path.relative('/app', source);
  if (inside.startsWith('..')) throw new Error(`${source} is not below /app`);
  cpSync(
    path.join(from, inside),
    path.join(folder, target === './' ? path.basename(source) : target),
    { recursive: true, verbatimSymlinks: true },
  );
};
