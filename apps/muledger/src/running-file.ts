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
  const told = (): Promise<string> => readFile(file, 'utf8').catch(() => '');
  const tell = async (text: string): Promise<void> => {
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, file);
  };
  const before = await told();
  const text = `${JSON.stringify(running)}\n`;
  await tell(text);
  return async () => {
    // Several servers may share the folder; the last one to start is the one that is told of. When it ends, the one
    // before it is again: of an embedded database nobody else knows the address.
    if ((await told()) !== text) return;
    await (isOfAlive(before) ? tell(before) : rm(file, { force: true }));
  };
};

const isOfAlive = (text: string): boolean => {
  try {
    const told: unknown = JSON.parse(text);
    if (typeof told !== 'object' || told === null || !('pid' in told)) return false;
    return typeof told.pid === 'number' && process.kill(told.pid, 0);
  } catch {
    return false;
  }
};
