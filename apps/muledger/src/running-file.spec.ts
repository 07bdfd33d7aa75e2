import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeRunningFile } from './running-file.js';

describe('the file that tells the command line of a server', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'muledger-running-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const told = async (): Promise<unknown> =>
    JSON.parse(await readFile(path.join(folder, 'running.json'), 'utf8').catch(() => 'null'));
  /** A process that is there for as long as the test, and is not the one that writes. */
  const first = { pid: process.ppid, url: 'http://127.0.0.1:1', databaseUrl: 'postgres://first' };
  const second = { pid: process.pid, url: 'http://127.0.0.1:2' };

  it('H-27 is of the first server again when a second one on the folder ends', async () => {
    const end = await writeRunningFile(folder, first);
    const endSecond = await writeRunningFile(folder, second);
    expect(await told()).toEqual(second);
    await endSecond();
    expect(await told()).toEqual(first);
    await end();
    expect(await told()).toBeNull();
  });

  it('is gone when the one before was killed, and stays when a later one is told of', async () => {
    await writeRunningFile(folder, { ...first, pid: 2 ** 22 + 1 });
    const end = await writeRunningFile(folder, second);
    await end();
    expect(await told()).toBeNull();
    await writeRunningFile(folder, first);
    await end();
    expect(await told()).toEqual(first);
  });
});
