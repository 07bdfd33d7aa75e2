import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { findBinaries } from './binaries.js';
import { runProgram, succeeds, type ServerUser } from './run-program.js';
import { serverUser } from './server-user.js';

/** PostgreSQL programs that can be run, and the user to run them as. */
export interface Installation {
  readonly home: string;
  readonly version: string;
  readonly user: ServerUser | undefined;
}

/** Where a root process keeps what user `postgres` must reach but cannot at the given path. */
export const reachableTwin = (original: string): string =>
  path.join(
    '/var/lib/muledger',
    createHash('sha256').update(path.resolve(original)).digest('hex').slice(0, 16),
  );

export const program = ({ home }: Pick<Installation, 'home'>, name: string): string =>
  path.join(home, 'bin', process.platform === 'win32' ? `${name}.exe` : name);

/** Copies the programs once per package version; a half copy is never seen, because it is renamed into place. */
const copyOnce = async (home: string, target: string): Promise<void> => {
  if (await stat(target).catch(() => undefined)) return;
  await mkdir(path.dirname(target), { recursive: true, mode: 0o755 });
  const unfinished = `${target}.${randomUUID()}`;
  await runProgram('cp', ['-RP', home, unfinished]);
  await runProgram('chmod', ['-R', 'a+rX', unfinished]);
  await rename(unfinished, target).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await stat(target).catch(() => undefined))) throw error;
  });
};

/**
 * Finds the programs, and as root makes sure that the user who runs the server can use them: when the
 * project lies in a closed folder they are copied under `/var/lib/muledger`, and `log` is told where.
 * `user` is who must run the server; unset it is `postgres` as root and ourselves otherwise.
 */
export const findInstallation = async (
  options: {
    readonly log?: (line: string) => void;
    readonly user?: ServerUser | undefined;
  } = {},
): Promise<Installation> => {
  const { home, version } = await findBinaries();
  const user = options.user ?? (await serverUser());
  const found = { home, version, user };
  if (!user || (await succeeds(program(found, 'postgres'), ['--version'], user))) return found;

  const copy = path.join(reachableTwin(home), `postgresql-${version}`);
  await copyOnce(home, copy);
  options.log?.(`user id ${user.uid} cannot run PostgreSQL where it is installed; using ${copy}`);
  return { home: copy, version, user };
};
