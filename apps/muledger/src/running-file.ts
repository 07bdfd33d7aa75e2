import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the command line on this machine needs to find this server; it holds the database's password. */
export interface RunningServer {
  readonly pid: number;
  readonly url: string;
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
  const text = `${JSON.stringify(running)}\n`;
  await writeFile(unfinished, text, { mode: 0o600 });
  await rename(unfinished, file);
  return async () => {
    // Several servers may share the folder; the last one to start is the one that is told of.
    if ((await readFile(file, 'utf8').catch(() => '')) === text) await rm(file, { force: true });
  };
};
