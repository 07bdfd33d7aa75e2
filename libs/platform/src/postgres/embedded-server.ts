import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { hasErrorCode } from '../errors/error-code.js';
import { databaseUrl, initCluster } from './cluster.js';
import { claimData } from './data-owner.js';
import { findEmbeddedHome, type EmbeddedHome } from './embedded-home.js';
import { startPostmaster, type Postmaster } from './postmaster.js';
import { recoverCluster } from './recover-cluster.js';

export interface EmbeddedPostgresOptions {
  /** Folder of this installation's data (`MULEDGER_DATA`). */
  readonly dataDir: string;
  /** Unset: a free port at every start. */
  readonly port?: number;
  readonly log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** Superuser's URL of the database `muledger`. */
  readonly url: string;
  /** Where the data really is. */
  readonly dataDir: string;
  /** What the person who starts it must know about that place. */
  readonly notice: string | undefined;
  /** Resolves when the server has ended, also when it crashed. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

const database = 'muledger';
const unfinishedPrefix = 'initialising-';
const fastStopMs = 30_000;

const settings = {
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // Short queries over warm data on local disks.
  random_page_cost: '1.1',
  jit: 'off',
  log_checkpoints: 'off',
};

/**
 * The superuser's password, made before the cluster and readable by us alone.
 * @throws Error it is gone: another one would open nothing
 */
const password = async ({ home, dataDir }: EmbeddedHome): Promise<string> => {
  const file = path.join(home, 'password');
  const kept = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return '';
    throw error;
  });
  if (kept.trim()) return kept.trim();
  if (await stat(dataDir).catch(() => undefined))
    throw new Error(
      `${file} is gone, and ${dataDir} was made with it: put it back from the backup, or set a new one as docs/runbooks/backup.md says`,
    );
  const made = randomBytes(24).toString('base64url');
  await writeFile(file, `${made}\n`, { mode: 0o600 });
  return made;
};

/**
 * Creates the cluster when there is none. It grows under another name: what a crash leaves of that
 * holds no data and may go, while a folder called `cluster` is always whole and is never removed.
 */
const ensureCluster = async (place: EmbeddedHome, secret: string): Promise<void> => {
  const { home, dataDir, installation } = place;
  if (await stat(dataDir).catch(() => undefined)) return;
  for (const name of await readdir(home))
    if (name.startsWith(unfinishedPrefix))
      await rm(path.join(home, name), { recursive: true, force: true });
  const unfinished = path.join(home, `${unfinishedPrefix}${randomUUID()}`);
  await initCluster(installation, unfinished, secret, { durable: true });
  await rename(unfinished, dataDir);
};

const ensureDatabase = async (port: number, secret: string): Promise<string> => {
  const client = new pg.Client({ connectionString: databaseUrl(port, secret, 'postgres') });
  await client.connect();
  try {
    const known = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (known.rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
  return databaseUrl(port, secret, database);
};

/** Ends sessions and writes a checkpoint; when that hangs, a power cut is better than hanging with it. */
const stopServer = async (server: Postmaster): Promise<void> => {
  const timer = setTimeout(() => void server.stop('immediate'), fastStopMs);
  try {
    await server.stop('fast');
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Starts the PostgreSQL that comes with muledger on 127.0.0.1. The first start creates the cluster,
 * later ones use it and first clear away what a crash left. The server ends with this process.
 * @throws Error when another live process uses the same data, or PostgreSQL cannot start
 */
export const startEmbeddedPostgres = async (
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> => {
  const log = options.log ?? (() => undefined);
  const place = await findEmbeddedHome(options.dataDir, log);
  const release = await claimData(place.home);
  let server: Postmaster | undefined;
  try {
    const secret = await password(place);
    await ensureCluster(place, secret);
    // What a process works in is known by its real path.
    const dataDir = await realpath(place.dataDir);
    await recoverCluster(place.installation, dataDir, log);
    server = await startPostmaster({
      installation: place.installation,
      dataDir,
      port: options.port,
      settings,
      log,
      onOrphaned: { signal: 'INT' },
    });
    const started = server;
    const url = await ensureDatabase(server.port, secret);
    const stop = async (): Promise<void> => {
      await stopServer(started);
      await release();
    };
    return { url, dataDir, notice: place.notice, ended: started.ended, stop };
  } catch (error) {
    await server?.stop('fast');
    await release();
    throw error;
  }
};
