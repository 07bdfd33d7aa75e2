import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { hasErrorCode } from '../errors/error-code.js';

/** What a server writes about itself into `postmaster.pid` of its data directory. */
export interface PostmasterFile {
  readonly pid: number;
  readonly dataDir: string;
  readonly startedAtSeconds: number;
  readonly port: number;
}

/** The lock file of the cluster in `dataDir`, or undefined when no server runs or crashed there. */
export const readPostmasterFile = async (dataDir: string): Promise<PostmasterFile | undefined> => {
  const text = await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, dir, startedAt, port] = text.split('\n');
  if (!pid || !dir || !/^\d+$/.test(pid)) return undefined;
  return {
    pid: Number(pid),
    dataDir: dir,
    startedAtSeconds: Number(startedAt ?? 0),
    port: Number(port ?? 0),
  };
};

/** Whether a process of this id exists, whoever owns it. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrorCode(error, 'EPERM');
  }
};
