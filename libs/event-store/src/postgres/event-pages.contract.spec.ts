import { LogDamaged } from '../event-store.js';
import { collect, followUntil } from '../testing/events.js';
import { asAdmin, usePostgresServer } from '../testing/postgres-log.js';
import { PostgresEventStore } from './postgres-event-store.js';

const EVENTS = 6_000;

let adminUrl: string;
let store: PostgresEventStore;
const server = usePostgresServer();
beforeEach(async () => {
  const log = await server.newLog();
  adminUrl = log.adminUrl;
  store = new PostgresEventStore({ connectionString: log.appUrl });
});
afterEach(() => store.close());

/** Events as the appending function would have left them, quickly. */
const fill = (count: number, bodyLength = 500): Promise<unknown> =>
  asAdmin(adminUrl, (admin) =>
    admin.query(
      `insert into event_store.events
       select n, n - 1, gen_random_uuid(), 's', 'Noted', '{"pad":"' || repeat('x', $2 - 10) || '"}', '{}'
       from generate_series(1, $1) n`,
      [count, bodyLength],
    ),
  );

/** As damage or a careless restore would: the guard of the log is taken away first. */
const remove = (condition: string): Promise<unknown> =>
  asAdmin(adminUrl, async (admin) => {
    await admin.query('alter table event_store.events disable trigger all');
    await admin.query(`delete from event_store.events where ${condition}`);
  });

describe('a log with a hole', () => {
  it.each(['position = 1', 'position = 700', 'position between 300 and 5000', 'position <= 5999'])(
    'is not read over it: %s',
    async (hole) => {
      await fill(EVENTS);
      await remove(hole);
      await expect(collect(store.readAll(null))).rejects.toThrow(LogDamaged);
    },
  );

  it('H-01 stops a follower whose next page lies in the hole', async () => {
    await fill(EVENTS);
    await remove('position between 501 and 5000');
    await expect(followUntil(store, null, () => false)).rejects.toThrow(LogDamaged);
  });

  it('H-01 is not taken for the end of a stream', async () => {
    await fill(EVENTS);
    await remove('position = 700');
    await expect(collect(store.readStream('s', 0n, 'forwards'))).rejects.toThrow(LogDamaged);
    await expect(collect(store.readStream('s', 5_999n, 'backwards'))).rejects.toThrow(LogDamaged);
  });

  it('stops a follower, too', async () => {
    await fill(100);
    await remove('position = 50');
    await expect(followUntil(store, null, () => false)).rejects.toThrow(LogDamaged);
  });
});

describe('pages', () => {
  it('are not sorted out of the whole log while the table has no statistics', async () => {
    await asAdmin(adminUrl, (admin) =>
      admin.query('alter table event_store.events set (autovacuum_enabled = off)'),
    );
    await fill(EVENTS);
    const rowsRead = () =>
      asAdmin(adminUrl, async (admin) => {
        const { rows } = await admin.query<{ read: string }>(
          `select seq_tup_read + idx_tup_fetch as read from pg_stat_user_tables
           where relname = 'events'`,
        );
        return Number(rows[0]?.read ?? 0);
      });
    const before = await rowsRead();
    expect(await collect(store.readAll(null))).toHaveLength(EVENTS);
    expect(await collect(store.readStream('s', 0n, 'forwards'))).toHaveLength(EVENTS);
    expect(await collect(store.readStream('s', BigInt(EVENTS), 'backwards'))).toHaveLength(EVENTS);
    // Statistics of a connection are complete once it is closed.
    await store.close();
    const read = (await rowsRead()) - before;
    expect(read).toBeGreaterThanOrEqual(3 * EVENTS);
    expect(read).toBeLessThan(3.5 * EVENTS);
  });

  it('shrink when events are big', async () => {
    await fill(900, 40_000);
    const sizes: number[] = [];
    await followUntil(store, null, (_, { events, live }) => {
      sizes.push(events.length);
      return live;
    });
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(900);
    // Eight MiB hold 209 events of 40 000 characters.
    expect(sizes[1]).toBe(209);
  });
});
