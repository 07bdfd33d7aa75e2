import { rm } from 'node:fs/promises';
import { databaseUrl } from '../postgres/cluster.js';
import { createDatabase as createDatabaseAt } from '../postgres/create-database.js';
import { findInstallation } from '../postgres/installation.js';
import { startPostmaster } from '../postgres/postmaster.js';
import { clusterTemplate, ownDir, serverTemporaryDir, unpackTemplate } from './cluster-template.js';
import { removeStaleServers, serverDirPrefix } from './stale-servers.js';

/** A real PostgreSQL of one test file. */
export interface TestPostgres {
  /** Superuser URL of the database `postgres`. */
  readonly url: string;
  /** Ends the server and removes its data. May be called twice. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a PostgreSQL server with data of its own on a free port of 127.0.0.1. fsync is on, as in
 * production. The server ends and its data is removed when this process ends, even by SIGKILL.
 */
export const startTestPostgres = async (): Promise<TestPostgres> => {
  const installation = await findInstallation();
  const parent = await serverTemporaryDir(installation);
  await removeStaleServers(parent);
  const template = await clusterTemplate(installation, parent);
  const dir = await ownDir(installation, serverDirPrefix(parent));
  const dataDir = await unpackTemplate(installation, template, dir);
  const server = await startPostmaster({
    installation,
    dataDir,
    // Many servers run beside each other, so each stays small.
    settings: { shared_buffers: '32MB', max_connections: '100', min_wal_size: '8MB' },
    onOrphaned: { signal: 'QUIT', remove: dir },
  });
  return {
    url: databaseUrl(server.port, template.password, 'postgres'),
    stop: async () => {
      await server.stop('immediate');
      await rm(dir, { recursive: true, force: true });
    },
  };
};

/** A fresh, empty database on `server`, so that one server may serve every suite of a file. Returns its URL. */
export const createDatabase = (server: Pick<TestPostgres, 'url'>): Promise<string> =>
  createDatabaseAt(server.url, 'test');
