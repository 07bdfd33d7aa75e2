import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { programEnvironment } from '../config/environment.js';

/** The system user a server runs as when we are root; undefined means "as ourselves". */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const exec = promisify(execFile);

/** Runs a program to its end and returns what it printed; rejects with its error output. */
export const runProgram = async (
  file: string,
  args: readonly string[],
  options: { readonly user?: ServerUser | undefined; readonly cwd?: string } = {},
): Promise<string> => {
  const { stdout } = await exec(file, [...args], {
    // A server user may not be able to enter our own working directory.
    cwd: options.cwd ?? '/',
    env: programEnvironment(),
    maxBuffer: 1 << 20,
    ...options.user,
  });
  return stdout;
};

/** Like `runProgram`, answering only whether it succeeded. */
export const succeeds = async (
  file: string,
  args: readonly string[],
  user?: ServerUser,
): Promise<boolean> =>
  runProgram(file, args, { user }).then(
    () => true,
    () => false,
  );
