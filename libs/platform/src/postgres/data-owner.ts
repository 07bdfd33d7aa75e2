import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasErrorCode } from '../errors/error-code.js';
import { canInspectProcesses, processBirth } from './cluster-processes.js';
import { isAlive } from './postmaster-file.js';

const fileOf = (home: string): string => path.join(home, 'owner');

const describeSelf = async (): Promise<string> =>
  `${process.pid} ${(await processBirth(process.pid)) ?? ''}\n`;

/** The process that holds `home`, or undefined when it has ended. */
const liveOwner = async (home: string): Promise<number | undefined> => {
  const [pid = '', birth = ''] = (await readFile(fileOf(home), 'utf8').catch(() => ''))
    .trim()
    .split(' ');
  if (!/^\d+$/.test(pid) || !isAlive(Number(pid))) return undefined;
  // The number may be another program's by now; in a container it is often our own again.
  const samePerson = !canInspectProcesses || (await processBirth(Number(pid))) === birth;
  return samePerson ? Number(pid) : undefined;
};

/**
 * Claims the folder of an embedded server for this process, so that a second muledger on the same data
 * is told so instead of shutting the first one's database down. Returns the release.
 */
export const claimData = async (home: string): Promise<() => Promise<void>> => {
  const triesMax = 3;
  for (let tries = 1; tries <= triesMax; tries += 1) {
    try {
      await writeFile(fileOf(home), await describeSelf(), { flag: 'wx', mode: 0o644 });
      return () => rm(fileOf(home), { force: true });
    } catch (error) {
      if (!hasErrorCode(error, 'EEXIST')) throw error;
    }
    const owner = await liveOwner(home);
    if (owner !== undefined)
      throw new Error(
        `${home} is in use by process ${owner}: stop it, or set MULEDGER_DATA to another folder`,
      );
    await rm(fileOf(home), { force: true });
  }
  throw new Error(`${home} could not be claimed: other processes keep claiming it`);
};
