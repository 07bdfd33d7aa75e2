import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The server of this data folder, as it told when it started. */
export interface RunningServer {
  readonly pid: number;
  readonly url: string;
  /** Of an embedded database. */
  readonly databaseUrl?: string;
}

const isRunningServer = (value: unknown): value is RunningServer =>
  typeof value === 'object' &&
  value !== null &&
  'pid' in value &&
  typeof value.pid === 'number' &&
  'url' in value &&
  typeof value.url === 'string' &&
  (!('databaseUrl' in value) || typeof value.databaseUrl === 'string');

/** Nothing when no server runs on the folder; one that was killed left its file behind. */
export const runningServer = async (dataDir: string): Promise<RunningServer | undefined> => {
  try {
    const told: unknown = JSON.parse(await readFile(path.join(dataDir, 'running.json'), 'utf8'));
    return isRunningServer(told) && isAlive(told.pid) ? told : undefined;
  } catch {
    return undefined;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
