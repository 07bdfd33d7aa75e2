import { Pool } from 'pg';
import { createDatabase, startTestPostgres, type TestPostgres } from '#testing/postgres';
import { asAdmin } from '../testing/postgres-log.js';
import { migrateEventStore } from './migrate.js';
import { migrations } from './migrations/index.js';

const APP = 'the app "quoted"';

let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startTestPostgres();
  await asAdmin(server.url, (admin) => admin.query('create role "the app ""quoted"""'));
}, 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  url = await createDatabase(server);
});

const versions = (): Promise<number[]> =>
  asAdmin(url, async (admin) => {
    const { rows } = await admin.query<{ version: number }>(
      'select version from event_store.migrations order by 1',
    );
    return rows.map(({ version }) => version);
  });
const all = migrations.map(({ version }) => version);

describe('migrating the event store', () => {
  it('numbers its steps 1, 2, 3 …', () => {
    expect(all).toEqual(migrations.map((_, index) => index + 1));
  });

  it('may be done by several processes at once, and again', async () => {
    const migrate = (): Promise<void> =>
      asAdmin(url, (admin) => migrateEventStore(admin, { appRole: APP }));
    await Promise.all([migrate(), migrate(), migrate()]);
    await migrate();
    expect(await versions()).toEqual(all);
  });

  it('takes a pool as well', async () => {
    const pool = new Pool({ connectionString: url });
    await migrateEventStore(pool, { appRole: APP });
    await pool.end();
    expect(await versions()).toEqual(all);
  });

  it('leaves nothing behind when the role does not exist', async () => {
    const failed = asAdmin(url, (admin) => migrateEventStore(admin, { appRole: 'nobody' }));
    await expect(failed).rejects.toThrow('role "nobody" does not exist');
    await asAdmin(url, async (admin) => {
      const { rows } = await admin.query(`select to_regnamespace('event_store') as schema`);
      expect(rows).toEqual([{ schema: null }]);
    });
  });

  it('leaves a newer schema as it is', async () => {
    await asAdmin(url, async (admin) => {
      await migrateEventStore(admin, { appRole: APP });
      await admin.query(`insert into event_store.migrations (version, name) values (999, 'later')`);
      await migrateEventStore(admin, { appRole: APP });
    });
    expect(await versions()).toEqual([...all, 999]);
  });

  it('takes away rights that were granted by hand', async () => {
    await asAdmin(url, async (admin) => {
      await migrateEventStore(admin, { appRole: APP });
      await admin.query('grant delete on event_store.events to "the app ""quoted"""');
      await migrateEventStore(admin, { appRole: APP });
      const { rows } = await admin.query(
        `select has_table_privilege($1, 'event_store.events', 'delete') as may`,
        [APP],
      );
      expect(rows).toEqual([{ may: false }]);
    });
  });
});
