import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasErrorCode } from '../errors/error-code.js';
import { canInspectProcesses, processBirth } from './cluster-processes.js';
import { isAlive } from './postmaster-file.js';

const fileOf = (home: string): string => path.join(home, 'owner');

/** Which folder it is, whatever it is called: a copy has another number. */
const folderNumber = async (home: string): Promise<string> => String((await stat(home)).ino);

const describeSelf = async (home: string): Promise<string> =>
  `${process.pid} ${(await processBirth(process.pid)) ?? ''} ${await folderNumber(home)}\n`;

interface Owner {
  readonly pid: number;
  /** It holds the folder that this one was copied from. */
  readonly ofOriginal: boolean;
}

/** The process that holds `home`, or undefined when it has ended. */
const liveOwner = async (home: string): Promise<Owner | undefined> => {
  const [pid = '', birth = '', folder] = (await readFile(fileOf(home), 'utf8').catch(() => ''))
    .trim()
    .split(' ');
  if (!/^\d+$/.test(pid) || !isAlive(Number(pid))) return undefined;
  // The number may be another program's by now; in a container it is often our own again.
  const samePerson = !canInspectProcesses || (await processBirth(Number(pid))) === birth;
  if (!samePerson) return undefined;
  return {
    pid: Number(pid),
    ofOriginal: folder !== undefined && folder !== (await folderNumber(home)),
  };
};

const inTheWay = (home: string, { pid, ofOriginal }: Owner): string =>
  ofOriginal
    ? `${home} was copied from a folder that process ${pid} uses, and what is copied under a running database is not whole: stop that process and copy again. If it was stopped while you copied, remove ${fileOf(home)}`
    : `${home} is in use by process ${pid}: stop it, or set MULEDGER_DATA to another folder`;

/**
 * Claims the folder of an embedded server for this process, so that a second muledger on the same data
 * is told so instead of shutting the first one's database down. Returns the release.
 */
export const claimData = async (home: string): Promise<() => Promise<void>> => {
  const triesMax = 3;
  for (let tries = 1; tries <= triesMax; tries += 1) {
    try {
      await writeFile(fileOf(home), await describeSelf(home), { flag: 'wx', mode: 0o644 });
      return () => rm(fileOf(home), { force: true });
    } catch (error) {
      if (!hasErrorCode(error, 'EEXIST')) throw error;
    }
    const owner = await liveOwner(home);
    if (owner !== undefined) throw new Error(inTheWay(home, owner));
    await rm(fileOf(home), { force: true });
  }
  throw new Error(`${home} could not be claimed: other processes keep claiming it`);
};
