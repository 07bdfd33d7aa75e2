import { readFile } from 'node:fs/promises';
import { reasonOf, WrongUse } from '../failure.js';
import type { KeptEntry } from './asked-again.js';

/** Entries of a file that "recover" wrote. @throws {WrongUse} it is none */
export const keptEntries = async (file: string): Promise<readonly KeptEntry[]> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new WrongUse(`${file} cannot be read: ${reasonOf(error)}`);
  });
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => keptEntry(line, `${file}, line ${index + 1}`));
};

const keptEntry = (line: string, where: string): KeptEntry => {
  const entry = parsed(line);
  const texts = ['ledger', 'entry', 'kind', 'revision'].every(
    (name) => typeof entry?.[name] === 'string',
  );
  const objects = ['data', 'metadata'].every((name) => isObject(entry?.[name]));
  if (!entry || !texts || !objects)
    throw new WrongUse(`${where}: it is no entry that "muledger recover" has kept`);
  const [data, metadata] = [{ ...objectOf(entry['data']) }, objectOf(entry['metadata'])];
  const [ledger, key, kind] = [entry['ledger'], entry['entry'], entry['kind']].map(String);
  return {
    ...{ ledger: ledger ?? '', entry: key ?? '', kind: kind ?? '', data, metadata },
    revision: String(entry['revision']),
  };
};

const parsed = (line: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  isObject(value) ? { ...value } : {};
