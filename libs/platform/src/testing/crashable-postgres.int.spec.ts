import pg from 'pg';
import { startCrashablePostgres, type CrashablePostgres } from './crashable-postgres.js';

describe('a PostgreSQL that is killed', () => {
  let server: CrashablePostgres;
  beforeAll(async () => {
    server = await startCrashablePostgres();
  });
  afterAll(() => server.stop());

  const open = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };

  it('comes back at its address with what was committed, and nothing else', async () => {
    const before = await open();
    await before.query('create table kept (id int)');
    await before.query('insert into kept values (1)');
    const unfinished = await open();
    await unfinished.query('begin; insert into kept values (2)');

    await server.kill();
    await server.restart();

    const after = await open();
    const { rows } = await after.query('select id from kept');
    expect(rows).toEqual([{ id: 1 }]);
    await Promise.allSettled([before.end(), unfinished.end()]);
    await after.end();
  });

  it('may be stopped twice, also while it is down', async () => {
    const short = await startCrashablePostgres();
    await short.kill();
    await short.stop();
    await short.stop();
    await expect(new pg.Client({ connectionString: short.url }).connect()).rejects.toThrow(
      'ECONNREFUSED',
    );
  });
});
