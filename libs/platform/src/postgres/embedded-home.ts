import { chmod, chown, mkdir, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { findInstallation, reachableTwin, type Installation } from './installation.js';
import { succeeds, type ServerUser } from './run-program.js';

/** Where an embedded server lives and who runs it. */
export interface EmbeddedHome {
  /** Folder with the cluster, its password and the claim on it. */
  readonly home: string;
  readonly dataDir: string;
  readonly installation: Installation;
}

const clusterIn = (home: string): string => path.join(home, 'cluster');

const exists = async (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

const makeHome = async (home: string, user: ServerUser | undefined): Promise<void> => {
  await mkdir(home, { recursive: true });
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
  for (const place of [path.resolve(folder), reachableTwin(folder)]) {
    const cluster = clusterIn(path.join(place, 'postgres'));
    if (await exists(cluster)) return cluster;
  }
  return undefined;
};

/**
 * Finds the place of the data under `folder`. As root the server runs as user `postgres`; when that
 * user cannot enter `folder` the data goes under `/var/lib/muledger`, and stays there even when the
 * folder is opened later: a server that suddenly starts empty would look like lost data.
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
  if (!user) {
    await makeHome(home, undefined);
    return at(home);
  }
  const twin = path.join(reachableTwin(folder), 'postgres');
  if (!(await exists(clusterIn(home))) && !(await exists(clusterIn(twin)))) {
    await makeHome(home, user);
    if (await succeeds('test', ['-w', home, '-a', '-x', home], user)) return at(home);
    await rmdir(home);
  } else if (await exists(clusterIn(home))) return at(home);
  await makeHome(twin, user);
  log(`user "postgres" cannot enter ${path.resolve(folder)}; the data is in ${twin}`);
  return at(twin);
};
