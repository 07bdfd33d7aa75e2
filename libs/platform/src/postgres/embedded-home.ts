import { chmod, chown, mkdir, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { assertedElsewhere, freePlace, nameEachOther, placeElsewhere } from './data-elsewhere.js';
import { findInstallation, type Installation } from './installation.js';
import { succeeds, type ServerUser } from './run-program.js';

/** Where an embedded server lives and who runs it. */
export interface EmbeddedHome {
  /** Folder with the cluster, its password and the claim on it. */
  readonly home: string;
  readonly dataDir: string;
  readonly installation: Installation;
  /** Said at every start: who saves or moves the folder must know that the data is not in it. */
  readonly notice?: string;
}

const clusterIn = (home: string): string => path.join(home, 'cluster');

const exists = async (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** Nobody else may write where the data and the key of tokens are, whatever the umask is. */
const makeHome = async (home: string, user: ServerUser | undefined): Promise<void> => {
  await mkdir(path.dirname(home), { recursive: true, mode: user ? 0o755 : 0o700 });
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (!user) return;
  await chown(home, user.uid, user.gid);
  await chmod(home, 0o700);
};

/** Data made by an ordinary user keeps its owner when root starts the server on it. */
const ownerOfCluster = async (home: string): Promise<ServerUser | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const found = await stat(clusterIn(home)).catch(() => undefined);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : undefined;
};

const refuseForeignData = async (home: string): Promise<void> => {
  const own = process.getuid?.();
  const found = await stat(home).catch(() => undefined);
  if (own === undefined || own === 0 || !found || found.uid === own) return;
  throw new Error(
    `${home} belongs to another user (id ${found.uid}): start muledger as that user or as root, or set MULEDGER_DATA to another folder`,
  );
};

/** Where the cluster of `folder` is, or undefined when none was made yet. It makes nothing. */
export const findEmbeddedData = async (folder: string): Promise<string | undefined> => {
  for (const place of [path.resolve(folder), await placeElsewhere(folder)]) {
    if (place === undefined) continue;
    const cluster = clusterIn(path.join(place, 'postgres'));
    if (await exists(cluster)) return cluster;
  }
  return undefined;
};

/**
 * Finds the place of the data under `folder`. As root the server runs as user `postgres`; when that
 * user cannot enter `folder` the data goes under `/var/lib/muledger`, and stays there even when the
 * folder is opened or moved later: a server that suddenly starts empty would look like lost data.
 * @throws Error the data is out of reach, gone, or that of another folder
 */
export const findEmbeddedHome = async (
  folder: string,
  log: (line: string) => void,
): Promise<EmbeddedHome> => {
  const home = path.join(path.resolve(folder), 'postgres');
  await refuseForeignData(home);
  const installation = await findInstallation({ log, user: await ownerOfCluster(home) });
  const { user } = installation;
  const at = (place: string) => ({ home: place, dataDir: clusterIn(place), installation });
  if (await exists(clusterIn(home))) return at(home);
  const elsewhere = await assertedElsewhere(folder);
  if (elsewhere === undefined) {
    await makeHome(home, user);
    if (!user || (await succeeds('test', ['-w', home, '-a', '-x', home], user))) return at(home);
    await rmdir(home);
  }
  const place = elsewhere ?? (await freePlace(folder));
  const twin = path.join(place, 'postgres');
  await makeHome(twin, user);
  // A umask must not close the way to it again.
  for (const above of [path.dirname(place), place]) await chmod(above, 0o755);
  await nameEachOther(folder, place);
  const notice = `The data is in ${place}, not in ${path.resolve(folder)}, which user "postgres" cannot enter. Save ${place} too; docs/runbooks/backup.md says how.`;
  return { ...at(twin), notice };
};
