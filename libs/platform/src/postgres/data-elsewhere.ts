/**
 * Data that cannot lie in the folder it belongs to, because the user of the server cannot enter that folder. Folder and
 * data name each other: a folder that is moved finds its data again, and one that is copied takes nobody's.
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasErrorCode } from '../errors/error-code.js';
import { reachableTwin } from './installation.js';

/** Places that are tried for a folder whose first one belongs to a folder that was moved away. */
const PLACES_MAX = 100;

const pointerIn = (folder: string): string => path.join(path.resolve(folder), 'data-is-at');
const ownerIn = (place: string): string => path.join(place, 'data-of');
const clusterOf = (place: string): string => path.join(place, 'postgres', 'cluster');

const textOf = async (file: string): Promise<string | undefined> => {
  try {
    return (await readFile(file, 'utf8')).trim() || undefined;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT') || hasErrorCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
};

const exists = async (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** Places that a folder without a pointer may have data in: versions of before left none. */
const placesFor = (folder: string): string[] =>
  Array.from({ length: PLACES_MAX }, (_, i) =>
    i === 0 ? reachableTwin(folder) : `${reachableTwin(folder)}-${i + 1}`,
  );

const isOf = async (folder: string, place: string): Promise<boolean> => {
  const owner = await textOf(ownerIn(place));
  return owner === undefined || owner === path.resolve(folder);
};

/** Where the data of `folder` is when it is not in it, or undefined. Changes nothing. */
export const placeElsewhere = async (folder: string): Promise<string | undefined> => {
  const named = await textOf(pointerIn(folder));
  if (named !== undefined) return named;
  const [first = ''] = placesFor(folder);
  return (await exists(clusterOf(first))) && (await isOf(folder, first)) ? first : undefined;
};

/**
 * As `placeElsewhere`, for a server that is about to use the data.
 * @throws Error the data is gone, or belongs to a folder of which this one is a copy
 */
export const assertedElsewhere = async (folder: string): Promise<string | undefined> => {
  const place = await placeElsewhere(folder);
  if (place === undefined) return undefined;
  const pointer = pointerIn(folder);
  if (!(await exists(clusterOf(place))))
    throw new Error(
      `the data of ${path.resolve(folder)} was in ${place} and is not there any more: put it back, or remove ${pointer} to begin with an empty database`,
    );
  const owner = await textOf(ownerIn(place));
  if (owner === undefined || owner === path.resolve(folder)) return place;
  // The folder that the data is of was moved when it is not there any more.
  if ((await textOf(pointerIn(owner))) !== place) return place;
  throw new Error(
    `${path.resolve(folder)} is a copy of ${owner}, and the data of both would be ${place}: remove ${pointer} to begin with an empty database, or set MULEDGER_DATA to ${owner}`,
  );
};

/** A place for the data of a folder that has none yet. @throws Error all are taken */
export const freePlace = async (folder: string): Promise<string> => {
  for (const place of placesFor(folder)) if (await isOf(folder, place)) return place;
  throw new Error(`no place is left for the data of ${path.resolve(folder)}`);
};

/** Lets folder and data name each other. */
export const nameEachOther = async (folder: string, place: string): Promise<void> => {
  for (const [file, text] of [
    [pointerIn(folder), place],
    [ownerIn(place), path.resolve(folder)],
  ] as const)
    if ((await textOf(file)) !== text) await writeFile(file, `${text}\n`, { mode: 0o644 });
};
