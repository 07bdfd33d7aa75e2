import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clusterLayout, initCluster } from '../postgres/cluster.js';
import type { Installation } from '../postgres/installation.js';
import { runProgram, succeeds } from '../postgres/run-program.js';

/** A cluster that was initialised once and is unpacked for every test server. */
export interface ClusterTemplate {
  /** Unpacking is five times as fast as `cp -R` of the thousand files. */
  readonly archive: string;
  readonly password: string;
}

/** A temporary folder the server's user can write to: a private `TMPDIR` of root is closed to it. */
export const serverTemporaryDir = async ({ user }: Installation): Promise<string> => {
  if (!user) return tmpdir();
  for (const candidate of [tmpdir(), '/tmp', '/var/tmp'])
    if (await succeeds('test', ['-w', candidate, '-a', '-x', candidate], user)) return candidate;
  throw new Error('user "postgres" can write to no temporary folder');
};

/** A new folder owned by the server's user, readable by nobody else. */
export const ownDir = async ({ user }: Installation, prefix: string): Promise<string> => {
  const dir = await mkdtemp(prefix);
  if (user) await chown(dir, user.uid, user.gid);
  return dir;
};

const readTemplate = async (
  dir: string,
  ownerUid: number | undefined,
): Promise<ClusterTemplate | undefined> => {
  const found = await stat(dir).catch(() => undefined);
  if (!found) return undefined;
  // The temporary folder is open to all: a cluster somebody else prepared must not be run as ours.
  if (ownerUid !== undefined && found.uid !== ownerUid)
    throw new Error(`${dir} belongs to user ${found.uid}: remove it`);
  return {
    archive: path.join(dir, 'data.tar'),
    password: await readFile(path.join(dir, 'password'), 'utf8'),
  };
};

/** Unpacks the template into `dir`/data, as the server's user, who must own it. Returns the data directory. */
export const unpackTemplate = async (
  { user }: Installation,
  { archive }: ClusterTemplate,
  dir: string,
): Promise<string> => {
  await runProgram('tar', ['-xpf', archive, '-C', dir], { user });
  return path.join(dir, 'data');
};

/** The cached template under `parent`, made on first use. Two makers at once: the first one in wins. */
export const clusterTemplate = async (
  installation: Installation,
  parent: string,
): Promise<ClusterTemplate> => {
  const ownerUid = installation.user?.uid ?? process.getuid?.();
  const key = `${installation.version}-${clusterLayout}-${ownerUid ?? 'user'}`;
  const dir = path.join(parent, `muledger-test-template-${key}`);
  const cached = await readTemplate(dir, ownerUid);
  if (cached) return cached;

  const unfinished = await ownDir(installation, path.join(parent, 'muledger-test-unfinished-'));
  const password = randomBytes(12).toString('hex');
  await initCluster(installation, path.join(unfinished, 'data'), password, {
    durable: false,
    segmentMiB: 1,
  });
  const user = installation.user;
  await runProgram('tar', ['-cf', path.join(unfinished, 'data.tar'), '-C', unfinished, 'data'], {
    user,
  });
  await rm(path.join(unfinished, 'data'), { recursive: true });
  await writeFile(path.join(unfinished, 'password'), password, { mode: 0o600 });
  await rename(unfinished, dir).catch(() => rm(unfinished, { recursive: true, force: true }));
  const made = await readTemplate(dir, ownerUid);
  if (!made) throw new Error(`${dir} could not be made`);
  return made;
};
