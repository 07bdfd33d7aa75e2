import pg from 'pg';
import { createDatabase, startTestPostgres, type TestPostgres } from './embedded-postgres.js';

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

describe('startTestPostgres', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startTestPostgres();
  });
  afterAll(() => server.stop());

  it('runs with fsync on and a sort order that does not depend on the machine', async () => {
    expect(
      await query(
        server.url,
        `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS listens,
                datlocale AS locale, current_setting('TimeZone') AS zone
           FROM pg_database WHERE datname = 'postgres'`,
      ),
    ).toEqual([{ fsync: 'on', listens: '127.0.0.1', locale: 'C.UTF-8', zone: 'UTC' }]);
  });

  it('gives each caller an empty database of its own', async () => {
    const [one, two] = await Promise.all([createDatabase(server), createDatabase(server)]);
    await query(one, 'CREATE TABLE only_here (id int)');
    expect(await query(two, `SELECT to_regclass('only_here') AS found`)).toEqual([{ found: null }]);
  });

  it('refuses connections without the password', async () => {
    const url = new URL(server.url);
    url.password = 'wrong';
    await expect(query(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('is gone after stop, which may be called twice', async () => {
    const short = await startTestPostgres();
    await short.stop();
    await short.stop();
    await expect(query(short.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });
});
