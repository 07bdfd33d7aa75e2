import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

const manifestFile = path.join(root, 'dist/.built.json');

const sha256 = (content) => createHash('sha256').update(content).digest('hex');

/** apps/x/src and libs/x/src of every x, and the bench, which runs compiled as the server does. */
const folders = () => [
  ...['apps', 'libs'].flatMap((kind) =>
    readdirSync(path.join(root, kind), { withFileTypes: true })
      .filter((one) => one.isDirectory())
      .map((one) => path.join(root, kind, one.name, 'src')),
  ),
  path.join(root, 'test/load'),
];

const filesIn = (folder) => {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
};

/** Every file of these folders that is no test, as a path from the root. */
const sources = () =>
  folders()
    .flatMap(filesIn)
    .filter((entry) => entry.isFile() && !/\.(spec|d)\.ts$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort((a, b) => a.localeCompare(b, 'en'));

const targetOf = (source) => path.join(root, 'dist', source.replace(/\.ts$/, '.js'));

const readManifest = () => {
  try {
    return JSON.parse(readFileSync(manifestFile, 'utf8'));
  } catch {
    return { settings: '', files: {} };
  }
};

/** Half a file must never be seen by a server that starts meanwhile. */
const writeWhole = (file, content) => {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, file);
};

const compile = async (swc, source) => {
  const target = targetOf(source);
  mkdirSync(path.dirname(target), { recursive: true });
  if (!source.endsWith('.ts')) {
    copyFileSync(path.join(root, source), target);
    return;
  }
  const { code, map } = await swc.transformFile(path.join(root, source), {
    cwd: root,
    sourceFileName: path.relative(path.dirname(target), path.join(root, source)),
  });
  const name = path.basename(target);
  if (map) writeWhole(`${target}.map`, map);
  writeWhole(target, map ? `${code}//# sourceMappingURL=${name}.map\n` : code);
};

/**
 * Compiles apps/ and libs/ into dist/, only what changed since the last time (by content, because a
 * checkout changes times and not contents). Returns how many files were written.
 */
export const build = async () => {
  const settings = sha256(
    readFileSync(path.join(root, '.swcrc'), 'utf8') +
      readFileSync(path.join(root, 'node_modules/@swc/core/package.json'), 'utf8'),
  );
  const before = readManifest();
  const known = before.settings === settings ? before.files : {};
  const files = Object.fromEntries(
    sources().map((source) => [source, sha256(readFileSync(path.join(root, source)))]),
  );
  const changed = Object.keys(files).filter((source) => known[source] !== files[source]);
  const gone = Object.keys(before.files).filter((source) => !(source in files));
  if (changed.length === 0 && gone.length === 0) return 0;

  const { default: swc } = await import('@swc/core');
  await Promise.all(changed.map((source) => compile(swc, source)));
  for (const source of gone)
    for (const file of [targetOf(source), `${targetOf(source)}.map`]) rmSync(file, { force: true });
  writeWhole(manifestFile, JSON.stringify({ settings, files }));
  return changed.length;
};
