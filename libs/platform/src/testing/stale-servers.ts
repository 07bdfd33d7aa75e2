import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { isAlive, readPostmasterFile } from '../postgres/postmaster-file.js';

const prefix = 'muledger-test-server-';

/** Name pattern of a test server's folder: it names the process that owns it. */
export const serverDirPrefix = (parent: string): string =>
  path.join(parent, `${prefix}${process.pid}-`);

const ownerOf = (name: string): number | undefined => {
  const [, pid] = /^muledger-test-server-(\d+)-/.exec(name) ?? [];
  return pid === undefined ? undefined : Number(pid);
};

/** Removes what test processes left that were killed together with their watcher (power cut, Windows). */
export const removeStaleServers = async (parent: string): Promise<void> => {
  for (const name of await readdir(parent)) {
    const owner = ownerOf(name);
    if (owner === undefined || isAlive(owner)) continue;
    const dir = path.join(parent, name);
    const server = await readPostmasterFile(path.join(dir, 'data'));
    if (server && isAlive(server.pid)) await endServer(server.pid);
    await rm(dir, { recursive: true, force: true }).catch(() => undefined);
  }
};

/** Ends a server of a dead owner, unless its pid is by now another program's. */
const endServer = async (pid: number): Promise<void> => {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!commandLine.includes(prefix)) return;
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It belongs to another user, who cleans up after himself.
  }
};
