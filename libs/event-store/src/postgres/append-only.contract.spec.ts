import { Client } from 'pg';
import { newEvent, newStream } from '../testing/events.js';
import {
  APP_ROLE,
  asAdmin,
  startPostgresServer,
  type PostgresServer,
} from '../testing/postgres-log.js';
import { rawAppend } from '../testing/raw-append.js';

const CHANGES = [
  `update event_store.events set body = '{}'`,
  'delete from event_store.events',
  'truncate event_store.events',
  'truncate event_store.events cascade',
];

let server: PostgresServer;
let urls: { adminUrl: string; appUrl: string };
let app: Client;
beforeAll(async () => {
  server = await startPostgresServer();
  urls = await server.newLog();
  app = new Client(urls.appUrl);
  await app.connect();
  await rawAppend(app, newStream(), [newEvent()]);
}, 60_000);
afterAll(async () => {
  await app.end();
  await server.stop();
});

describe('the database keeps the log append-only', () => {
  it.each([
    ...CHANGES,
    'drop table event_store.events',
    'alter table event_store.events disable trigger all',
    'create table event_store.other ()',
    `insert into event_store.migrations values (99, 'mine')`,
    'create or replace function event_store.refuse_change() returns trigger language sql return null',
  ])('against the application: %s', async (sql) => {
    // SQLSTATE 42501: insufficient_privilege.
    await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it.each(CHANGES)('against its own administrator: %s', async (sql) => {
    const refused = asAdmin(urls.adminUrl, (admin) => admin.query(sql));
    await expect(refused).rejects.toThrow('the log is append-only');
  });

  it('grants the application reading and appending, nothing more', async () => {
    const { rows } = await asAdmin(urls.adminUrl, (admin) =>
      admin.query<{ granted: string }>(
        `select privilege_type as granted from information_schema.table_privileges
         where table_schema = 'event_store' and table_name = 'events' and grantee = $1 order by 1`,
        [APP_ROLE],
      ),
    );
    expect(rows.map(({ granted }) => granted)).toEqual(['INSERT', 'SELECT']);
  });

  it('lets nobody else append', async () => {
    await asAdmin(urls.adminUrl, async (admin) => {
      await admin.query(`create role stranger`);
      await admin.query(`set role stranger`);
      await expect(rawAppend(admin, newStream(), [newEvent()])).rejects.toMatchObject({
        code: '42501',
      });
    });
  });
});

describe('the appending function', () => {
  it('is durable even where the session asked for less', async () => {
    await app.query('begin');
    await app.query('set local synchronous_commit = off');
    await rawAppend(app, newStream(), [newEvent()]);
    const { rows } = await app.query('show synchronous_commit');
    await app.query('rollback');
    expect(rows).toEqual([{ synchronous_commit: 'on' }]);
  });

  it('leaves a stronger durability as it is', async () => {
    await app.query('begin');
    await app.query('set local synchronous_commit = remote_apply');
    await rawAppend(app, newStream(), [newEvent()]);
    const { rows } = await app.query('show synchronous_commit');
    await app.query('rollback');
    expect(rows).toEqual([{ synchronous_commit: 'remote_apply' }]);
  });

  it('refuses a transaction that would not see what rivals committed', async () => {
    await app.query('begin isolation level repeatable read');
    await expect(rawAppend(app, newStream(), [newEvent()])).rejects.toThrow('read committed');
    await app.query('rollback');
  });
});
