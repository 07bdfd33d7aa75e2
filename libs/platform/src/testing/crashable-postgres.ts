import { realpath, rm } from 'node:fs/promises';
import { databaseUrl } from '../postgres/cluster.js';
import { findInstallation } from '../postgres/installation.js';
import { startPostmaster, type Postmaster } from '../postgres/postmaster.js';
import { recoverCluster } from '../postgres/recover-cluster.js';
import { runProgram } from '../postgres/run-program.js';
import { clusterTemplate, ownDir, serverTemporaryDir, unpackTemplate } from './cluster-template.js';
import { removeStaleServers, serverDirPrefix } from './stale-servers.js';
import { steadyPort } from './steady-port.js';

/** A real PostgreSQL that can be killed and started again on its data and at its address. */
export interface CrashablePostgres {
  /** Superuser URL of the database `postgres`; the same through all restarts. */
  readonly url: string;
  /**
   * `kill -9` of the postmaster. Its children notice by themselves and may still finish a commit meanwhile; `restart`
   * waits for them.
   */
  readonly kill: () => Promise<void>;
  /** Starts what was killed on what it left; resolves when it accepts connections. */
  readonly restart: () => Promise<void>;
  /** Keeps its data as they are now, cold: what a standby has that receives nothing from here on. */
  readonly keepCopy: () => Promise<void>;
  /** `kill`, and in its place, at its address, the copy that was kept: a failover to a standby that was late. */
  readonly failOver: () => Promise<void>;
  /** Ends the server and removes its data. May be called twice, also while it is down. */
  readonly stop: () => Promise<void>;
}

const settings = { shared_buffers: '32MB', max_connections: '100', min_wal_size: '8MB' };

/**
 * Starts it with data of its own and fsync on. What a test process leaves that is killed itself ends with it, and is
 * removed by the next test that starts a server.
 */
export const startCrashablePostgres = async (
  log: (line: string) => void = () => undefined,
): Promise<CrashablePostgres> => {
  const installation = await findInstallation();
  const parent = await serverTemporaryDir(installation);
  await removeStaleServers(parent);
  const template = await clusterTemplate(installation, parent);
  const dir = await ownDir(installation, serverDirPrefix(parent));
  const dataDir = await realpath(await unpackTemplate(installation, template, dir));
  const port = await steadyPort();
  const start = (): Promise<Postmaster> =>
    // No `remove`: the folder must outlive the server.
    startPostmaster({
      ...{ installation, dataDir, port, settings, log },
      onOrphaned: { signal: 'QUIT' },
    });
  const copyDir = `${dataDir}-copy`;
  const { user } = installation;
  const copy = (from: string, to: string) => runProgram('cp', ['-a', from, to], { user });
  let server = await start();
  let isUp = true;
  return {
    url: databaseUrl(port, template.password, 'postgres'),
    kill: async () => {
      // The number may be another program's by now.
      if (!isUp) return;
      isUp = false;
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
    },
    restart: async () => {
      await recoverCluster(installation, dataDir, log);
      server = await start();
      isUp = true;
    },
    keepCopy: async () => {
      await server.stop('fast');
      await rm(copyDir, { recursive: true, force: true });
      await copy(dataDir, copyDir);
      server = await start();
    },
    failOver: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
      // Its children must have ended before other data take their place.
      await recoverCluster(installation, dataDir, log);
      await rm(dataDir, { recursive: true, force: true });
      await copy(copyDir, dataDir);
      server = await start();
    },
    stop: async () => {
      isUp = false;
      await server.stop('immediate');
      // Orphans of a server that was killed last would write into the folder while it is removed.
      await recoverCluster(installation, dataDir, log);
      await rm(dir, { recursive: true, force: true });
    },
  };
};
