import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
/** Faults that were found and whose kinds are tested by their number. A new one is added with its tests. */
const LAST = 28;
/** Their numbers alone, so that this file names none of them. */
const FURTHER = ['01b'];

const titlesOf = async (folder: string): Promise<string[]> => {
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile() && one.name.endsWith('.spec.ts'));
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'utf8')),
  );
  return texts.flatMap((text) => text.match(/['"`(]H-\d\d[a-z]?\b/g) ?? []);
};

it('every fault that was found has tests of its number: a landing that undoes them is seen', async () => {
  const titles = (await Promise.all(['apps', 'libs', 'test'].map(titlesOf))).flat();
  const named = new Set(titles.map((title) => title.slice('"H-'.length)));
  const wanted = Array.from({ length: LAST }, (_, i) => String(i + 1).padStart(2, '0'));
  expect([...wanted, ...FURTHER].filter((one) => !named.has(one))).toEqual([]);
});
