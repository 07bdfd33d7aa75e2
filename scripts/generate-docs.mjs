// `npm run docs` writes every generated document; `npm run docs:check` says which are out of date.
// Each file of scripts/docs/ describes one document: `file`, and `render(current)`, which is given the
// text in place (undefined when there is none) and returns the new one, or undefined to leave it alone.
import './lib/node-version.mjs';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from './lib/compile.mjs';
import { root } from './lib/root.mjs';

const check = process.argv.includes('--check');

const read = (file) => {
  try {
    return readFileSync(path.join(root, file), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};

await build();
const { default: prettier } = await import('prettier');
const outdated = [];
for (const name of readdirSync(path.join(import.meta.dirname, 'docs')).toSorted()) {
  const { file, render } = await import(`./docs/${name}`);
  const current = read(file);
  const rendered = await render(current);
  if (rendered === undefined) continue;
  const filepath = path.join(root, file);
  const options = await prettier.resolveConfig(filepath);
  const text = await prettier.format(rendered, { ...options, filepath });
  if (text === current) continue;
  outdated.push(file);
  if (check) continue;
  mkdirSync(path.dirname(filepath), { recursive: true });
  writeFileSync(filepath, text);
}

if (outdated.length === 0) console.log('The generated documents are up to date.');
else if (check) {
  console.error(`Out of date: ${outdated.join(', ')}. Run: npm run docs`);
  process.exitCode = 1;
} else console.log(`Written: ${outdated.join(', ')}`);
