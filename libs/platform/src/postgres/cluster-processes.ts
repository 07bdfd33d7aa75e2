import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

/** Whether `/proc` can tell what a process is. Without it we leave judgement to PostgreSQL. */
export const canInspectProcesses = process.platform === 'linux';

/**
 * Ids of the live server processes of the cluster in `dataDir`: PostgreSQL programs that work in that
 * folder. A pid file alone proves nothing: its number may be another program's by now, or a zombie's.
 */
export const clusterProcesses = async (dataDir: string): Promise<number[]> => {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // A process may end while we look, and others' are closed to us; neither is ours.
    const link = (what: string) => readlink(path.join('/proc', name, what)).catch(() => '');
    if ((await link('cwd')) !== dataDir) continue;
    if (path.basename((await link('exe')).replace(/ \(deleted\)$/, '')) === 'postgres')
      found.push(Number(name));
  }
  return found;
};

/** When a process began, in a form that is only good for comparing; undefined when nobody can tell. */
export const processBirth = async (pid: number): Promise<string | undefined> => {
  if (!canInspectProcesses) return undefined;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the name in parentheses and may hold anything; the 22nd is the start time.
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return afterName[0] === 'Z' ? undefined : afterName[19];
};
