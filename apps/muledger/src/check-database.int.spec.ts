import pg from 'pg';
import { withOurSettings } from '#platform';
import { createDatabase, startTestPostgres, type TestPostgres } from '#testing/postgres';
import { checkAppRole, checkDatabase } from './check-database.js';
import { migrate } from './schema.js';

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server.stop());

const ask = async (url: string, sql: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};
const nameOf = (url: string): string => new URL(url).pathname.slice(1);

describe('the database that a start meets', () => {
  it('H-02 has our settings on every connection, whatever is set for it', async () => {
    const url = await createDatabase(server);
    await ask(url, `alter database "${nameOf(url)}" set datestyle = 'German, DMY'`);
    await ask(
      url,
      `alter database "${nameOf(url)}" set default_transaction_isolation = 'serializable'`,
    );
    await expect(checkDatabase(url)).rejects.toThrow('datestyle is German');
    await checkDatabase(withOurSettings(url));
    const [found] = await ask(
      withOurSettings(url),
      `select current_setting('datestyle') as dates, current_setting('timezone') as zone,
         current_setting('default_transaction_isolation') as isolation`,
    );
    expect(found).toEqual({ dates: 'ISO, MDY', zone: 'UTC', isolation: 'read committed' });
  });

  it('H-02 is refused with another encoding than UTF8', async () => {
    const name = 'in_latin';
    await ask(
      server.url,
      `create database ${name} encoding 'LATIN1' locale_provider libc locale 'C' template template0`,
    );
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    await expect(checkDatabase(withOurSettings(url.href))).rejects.toThrow('LATIN1');
  });

  it('H-02 writes the log as the role that may only append', async () => {
    const url = withOurSettings(await createDatabase(server));
    await migrate(url);
    await checkAppRole(url);
  });
});
