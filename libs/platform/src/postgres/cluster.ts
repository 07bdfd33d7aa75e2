import { chown, rm, writeFile } from 'node:fs/promises';
import { program, type Installation } from './installation.js';
import { runProgram } from './run-program.js';

export const superuser = 'postgres';

/** Bump when the arguments below change: cached clusters of another layout are then not used. */
export const clusterLayout = 1;

/**
 * Creates a database cluster with a password for the superuser. The collation is PostgreSQL's own
 * `C.UTF-8`: sort order must not depend on the machine, or an index breaks when the data moves.
 */
export const initCluster = async (
  installation: Installation,
  dataDir: string,
  password: string,
  options: { readonly durable: boolean; readonly segmentMiB?: number },
): Promise<void> => {
  const passwordFile = `${dataDir}.pw`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (installation.user) await chown(passwordFile, installation.user.uid, installation.user.gid);
    await runProgram(
      program(installation, 'initdb'),
      [
        `--pgdata=${dataDir}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        `--wal-segsize=${options.segmentMiB ?? 16}`,
        ...(options.durable ? [] : ['--no-sync']),
      ],
      { user: installation.user },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
};

/** `postgres://…` for a database of a local server. */
export const databaseUrl = (port: number, password: string, database: string): string =>
  `postgres://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
