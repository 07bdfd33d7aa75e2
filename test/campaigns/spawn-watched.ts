import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * The shell becomes the program and leaves a watcher behind, which holds a pipe to us: when it breaks off because this
 * process was killed, no program is left running.
 */
const WATCHED = `(read -r ended <&3 || kill -9 $$) >/dev/null 2>&1 & exec 3<&-; exec "$@"`;

/** Starts a program with nothing of our environment but the path. It does not outlive us. */
export const spawnWatched = (
  program: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess => {
  const child = spawn('/bin/sh', ['-c', WATCHED, 'muledger', ...program], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  // The watcher is told that the program has ended, so that it does not kill a number that is another one's by then.
  child.once('exit', () => {
    const lifeline = child.stdio[3];
    if (lifeline instanceof Writable) lifeline.on('error', () => undefined).end('ended\n');
  });
  return child;
};
