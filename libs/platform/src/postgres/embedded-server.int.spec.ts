import { chmod, cp, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-server.js';
import { isAlive, readPostmasterFile } from './postmaster-file.js';
import { reachableTwin } from './installation.js';

const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
};

const postmasterOf = async ({ dataDir }: EmbeddedPostgres): Promise<number> => {
  const file = await readPostmasterFile(dataDir);
  if (!file) throw new Error('no server runs');
  return file.pid;
};

describe('the embedded PostgreSQL', () => {
  let folder: string;
  const running: EmbeddedPostgres[] = [];
  const lines: string[] = [];
  const start = async (): Promise<EmbeddedPostgres> => {
    const server = await startEmbeddedPostgres({
      dataDir: folder,
      log: (line) => lines.push(line),
    });
    running.push(server);
    return server;
  };
  const home = () => path.join(folder, 'postgres');

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'muledger-embedded-'));
    // User `postgres`, who runs the server when we are root, must be able to enter.
    await chmod(folder, 0o755);
    const server = await start();
    await query(server.url, 'CREATE TABLE kept (id int)');
    await server.stop();
  });
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
    lines.length = 0;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const written = async (server: EmbeddedPostgres): Promise<unknown> =>
    (await query(server.url, 'SELECT count(*)::int AS rows FROM kept'))[0]?.['rows'];

  it('keeps its data, with fsync on, reachable from this machine only', async () => {
    const first = await start();
    await query(first.url, 'INSERT INTO kept VALUES (1)');
    await first.stop();
    const again = await start();
    expect(await written(again)).toBe(1);
    expect(
      await query(
        again.url,
        `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS listens,
                current_setting('unix_socket_directories') AS sockets`,
      ),
    ).toEqual([{ fsync: 'on', listens: '127.0.0.1', sockets: '' }]);
  });

  it('keeps its password to itself', async () => {
    expect((await stat(path.join(home(), 'password'))).mode & 0o777).toBe(0o600);
    const server = await start();
    const url = new URL(server.url);
    url.password = 'guess';
    await expect(query(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('tells a second muledger on the same data who is there', async () => {
    const server = await start();
    await expect(start()).rejects.toThrow(`in use by process ${process.pid}`);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('H-27 takes no copy that was made under a running server, and names what to do', async () => {
    await start();
    const copy = await mkdtemp(path.join(folder, 'copy-'));
    await chmod(copy, 0o755);
    await cp(home(), path.join(copy, 'postgres'), { recursive: true, preserveTimestamps: true });
    await expect(startEmbeddedPostgres({ dataDir: copy })).rejects.toThrow(
      `was copied from a folder that process ${process.pid} uses`,
    );
  });

  it('H-27 makes no new password for data that has one', async () => {
    const file = path.join(home(), 'password');
    await rename(file, `${file}.away`);
    await expect(start()).rejects.toThrow(`${file} is gone`);
    await expect(stat(file)).rejects.toThrow('ENOENT');
    await rename(`${file}.away`, file);
    expect(await written(await start())).toEqual(expect.any(Number));
  });

  it('H-27 lets nobody else write to a new data folder, whatever the umask is', async () => {
    const umask = process.umask(0);
    const fresh = path.join(folder, 'open');
    try {
      running.push(await startEmbeddedPostgres({ dataDir: fresh }));
    } finally {
      process.umask(umask);
    }
    for (const made of [fresh, path.join(fresh, 'postgres')])
      expect((await stat(made)).mode & 0o022).toBe(0);
  });

  it('shuts down cleanly what a crashed run left, and loses nothing', async () => {
    const orphan = await start();
    await query(orphan.url, 'INSERT INTO kept VALUES (2)');
    const before = await written(orphan);
    // As a crash leaves it: the server runs and the process that owned it does not exist any more.
    await writeFile(path.join(home(), 'owner'), '999999999 1\n');
    const next = await start();
    await orphan.ended;
    expect(await written(next)).toBe(before);
    expect(lines.join('\n')).toContain('of an earlier run still runs');
    expect(lines.join('\n')).not.toContain('was not properly shut down');
  });

  it('starts after its server was killed', async () => {
    const killed = await start();
    await query(killed.url, 'INSERT INTO kept VALUES (3)');
    const before = await written(killed);
    process.kill(await postmasterOf(killed), 'SIGKILL');
    await killed.ended;
    await killed.stop();
    expect(await written(await start())).toBe(before);
  });

  it('is not fooled by a lock file that names another program', async () => {
    const server = await start();
    const before = await written(server);
    const lock = path.join(server.dataDir, 'postmaster.pid');
    const [, ...rest] = (await readFile(lock, 'utf8')).split('\n');
    await server.stop();
    await writeFile(lock, [String(process.pid), ...rest].join('\n'));
    expect(await written(await start())).toBe(before);
    expect(isAlive(process.pid)).toBe(true);
  });

  it('starts from nothing after a first start that was cut short', async () => {
    const other = await mkdtemp(path.join(folder, 'second-'));
    await chmod(other, 0o755);
    const begun = await startEmbeddedPostgres({ dataDir: other });
    await begun.stop();
    const unfinished = path.join(other, 'postgres/initialising-x');
    const cluster = path.join(other, 'postgres/cluster');
    await rename(cluster, unfinished);
    const server = await startEmbeddedPostgres({ dataDir: other });
    running.push(server);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await expect(stat(unfinished)).rejects.toThrow('ENOENT');
  });

  it('puts the data where its server can reach it, and finds it there again', async () => {
    const closed = await mkdtemp(path.join(tmpdir(), 'muledger-closed-'));
    const asRoot = process.getuid?.() === 0;
    const expected = path.join(asRoot ? reachableTwin(closed) : closed, 'postgres/cluster');
    try {
      const server = await startEmbeddedPostgres({ dataDir: closed });
      await query(server.url, 'CREATE TABLE here ()');
      await server.stop();
      expect(server.dataDir).toBe(expected);
      expect(server.notice ?? '').toMatch(asRoot ? /^The data is in \/var\/lib\/muledger/ : /^$/);
      // Opened later, the folder must not begin a second, empty life.
      await chmod(closed, 0o755);
      const again = await startEmbeddedPostgres({ dataDir: closed });
      running.push(again);
      expect(again.dataDir).toBe(expected);
      expect(await query(again.url, `SELECT to_regclass('here') IS NOT NULL AS found`)).toEqual([
        { found: true },
      ]);
      await again.stop();
    } finally {
      await rm(closed, { recursive: true, force: true });
      if (asRoot) await rm(reachableTwin(closed), { recursive: true, force: true });
    }
  });
});
