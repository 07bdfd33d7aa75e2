import { runProgram, succeeds, type ServerUser } from './run-program.js';

const name = 'postgres';

const lookUp = async (): Promise<ServerUser> => ({
  uid: Number(await runProgram('id', ['-u', name])),
  gid: Number(await runProgram('id', ['-g', name])),
});

const create = async (): Promise<void> => {
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
  const made =
    (await succeeds('useradd', [...options, name])) ||
    (await succeeds('adduser', ['-S', '-D', '-H', name]));
  // Two processes may create it at once: the loser finds it made.
  if (!made && !(await succeeds('id', ['-u', name])))
    throw new Error(
      `PostgreSQL refuses to run as root and the system user "${name}" could not be created: create it, or run as another user`,
    );
};

/** The user `postgres` when we are root (PostgreSQL refuses to run as root), else undefined. */
export const serverUser = async (): Promise<ServerUser | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  try {
    return await lookUp();
  } catch {
    await create();
    return lookUp();
  }
};
