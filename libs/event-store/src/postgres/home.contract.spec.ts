import { StoreUnavailable } from '../event-store.js';
import { collect, idsOf, newEvent, newEvents, newStream } from '../testing/events.js';
import { asAdmin, usePostgresServer } from '../testing/postgres-log.js';
import { claimHome, holdAppends, letAppend, logHome, moveHome } from './home.js';
import { migrations } from './migrations/index.js';
import { PostgresEventStore } from './postgres-event-store.js';

let adminUrl: string;
let store: PostgresEventStore;
const server = usePostgresServer();
beforeEach(async () => {
  const urls = await server.newLog();
  ({ adminUrl } = urls);
  store = new PostgresEventStore({ connectionString: urls.appUrl });
});
afterEach(() => store.close());

describe('the home of the log', () => {
  it('is whose was the first to ask', async () => {
    await asAdmin(adminUrl, async (admin) => {
      expect(await logHome(admin)).toBeUndefined();
      expect(await claimHome(admin, 'eventstoredb')).toMatchObject({ engine: 'eventstoredb' });
      expect(await claimHome(admin, 'postgres')).toMatchObject({ engine: 'eventstoredb' });
    });
  });

  it('is PostgreSQL for a log that was written before anybody asked', async () => {
    const stream = newStream();
    await store.append(stream, [newEvent()], 'no-stream');
    const step = migrations.find(({ name }) => name === 'home');
    await asAdmin(adminUrl, async (admin) => {
      await admin.query('drop table event_store.home');
      await admin.query(step?.sql ?? '');
      expect(await logHome(admin)).toMatchObject({ engine: 'postgres' });
    });
  });

  it('takes no event any more once it is elsewhere, and loses none of those that were on their way', async () => {
    const stream = newStream();
    await asAdmin(adminUrl, (admin) => claimHome(admin, 'postgres'));
    const before = newEvents(2);
    await store.append(stream, before, 'no-stream');
    await asAdmin(adminUrl, async (admin) => {
      await holdAppends(admin);
      const late = store.append(stream, newEvents(1), 1n);
      const said = late.catch((error: unknown) => error);
      await moveHome(admin, 'eventstoredb');
      await letAppend(admin);
      // Nothing was written, and the caller learns that for certain.
      expect(await said).toBeInstanceOf(StoreUnavailable);
    });
    expect(idsOf(await collect(store.readAll(null)))).toEqual(idsOf(before));
    await asAdmin(adminUrl, (admin) => moveHome(admin, 'postgres'));
    await store.append(stream, newEvents(1), 1n);
  });
});
