import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { canInspectProcesses, clusterProcesses } from './cluster-processes.js';
import { program, type Installation } from './installation.js';
import { isAlive, readPostmasterFile } from './postmaster-file.js';
import { runProgram } from './run-program.js';

const stopTimeoutMs = 60_000;
const pollMs = 50;

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself meanwhile.
  }
};

/** Asks the processes of the cluster to end and waits until the last one is gone. */
const endProcesses = async (dataDir: string, postmaster: number): Promise<void> => {
  const deadline = performance.now() + stopTimeoutMs;
  for (;;) {
    const live = await clusterProcesses(dataDir);
    if (live.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`PostgreSQL of an earlier run does not end (processes ${live.join(', ')})`);
    // A postmaster ends its children itself; children whose postmaster was killed are asked one by one.
    if (live.includes(postmaster)) signal(postmaster, 'SIGINT');
    else for (const pid of live) signal(pid, 'SIGTERM');
    await pause(pollMs);
  }
};

/**
 * Clears away what a crashed run left in `dataDir`: a server that still runs, or a lock file that names
 * a process that is no server. Data is never touched; PostgreSQL repairs it from its log at the start.
 * The caller holds the claim on the data, so a server that runs here has no owner.
 *
 * The lock file goes only when no process of the cluster is left: it is also what keeps PostgreSQL from
 * starting beside children of a killed server, which could still write.
 */
export const recoverCluster = async (
  installation: Installation,
  dataDir: string,
  log: (line: string) => void,
): Promise<void> => {
  const left = await readPostmasterFile(dataDir);
  if (!left) return;
  if (!canInspectProcesses) {
    if (!isAlive(left.pid)) return;
    log(`PostgreSQL of an earlier run still runs (process ${left.pid}); stopping it`);
    const args = ['stop', '--pgdata', dataDir, '--mode=fast', '--wait'];
    await runProgram(program(installation, 'pg_ctl'), args, { user: installation.user });
    return;
  }
  if ((await clusterProcesses(dataDir)).length > 0) {
    log(`PostgreSQL of an earlier run still runs (process ${left.pid}); stopping it`);
    await endProcesses(dataDir, left.pid);
  }
  if (isAlive(left.pid)) await rm(path.join(dataDir, 'postmaster.pid'), { force: true });
};
