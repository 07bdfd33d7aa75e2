import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the command line on this machine needs to find this server; it holds the database's password. */
export interface RunningServer {
  readonly pid: number;
  /** Absent for a process that answers no HTTP. */
  readonly url?: string;
  /** Of an embedded database. */
  readonly databaseUrl?: string;
}

/** Tells the command line where the server is. Only its owner may read it. Returns the removal. */
export const writeRunningFile = async (
  dataDir: string,
  running: RunningServer,
): Promise<() => Promise<void>> => {
  const file = path.join(dataDir, 'running.json');
  const unfinished = `${file}.${process.pid}`;
  await mkdir(dataDir, { recursive: true });
  await writeFile(unfinished, `${JSON.stringify(running)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
  return () => rm(file, { force: true });
};
