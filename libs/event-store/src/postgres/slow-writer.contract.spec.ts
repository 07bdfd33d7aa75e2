import { Client } from 'pg';
import { LogDamaged, StoreUnavailable } from '../event-store.js';
import { collect, followUntil, idsOf, newEvent, newStream } from '../testing/events.js';
import { asAdmin, usePostgresServer } from '../testing/postgres-log.js';
import { rawAppend } from '../testing/raw-append.js';
import { PostgresEventStore } from './postgres-event-store.js';

let adminUrl: string;
let appUrl: string;
let store: PostgresEventStore;
let slow: Client;
const server = usePostgresServer();
beforeEach(async () => {
  ({ adminUrl, appUrl } = await server.newLog());
  store = new PostgresEventStore({ connectionString: appUrl });
  slow = new Client(appUrl);
  await slow.connect();
});
afterEach(async () => {
  await slow.end();
  await store.close();
});

/** A reader that keeps a checkpoint and reads what is visible, as any follower of a table would. */
type Read = (after: string) => Promise<{ id: string; position: string }[]>;

/**
 * One writer has inserted and not committed when another one appends; a reader passes by before and
 * after the commit. What was written and what the reader saw.
 */
async function whatAReaderSees(read: Read) {
  const [first, second] = [newEvent(), newEvent()];
  await slow.query('begin');
  await rawAppend(slow, newStream(), [first]);
  const fast = store.append(newStream(), [newEvent({ id: second.id })], 'no-stream');
  fast.catch(() => undefined);
  await Promise.race([fast, somebodyWaits()]);
  const before = await read('0');
  await slow.query('commit');
  await fast;
  const after = await read(before.at(-1)?.position ?? '0');
  return { written: idsOf([first, second]), seen: idsOf([...before, ...after]) };
}

/** Resolves when a connection waits for a lock. */
const somebodyWaits = (): Promise<void> =>
  asAdmin(adminUrl, async (admin) => {
    for (;;) {
      const { rows } = await admin.query('select from pg_locks where not granted');
      if (rows.length > 0) return;
    }
  });

const throughTheStore: Read = (after) => collect(store.readAll(after));
const byPlainSql: Read = (after) =>
  asAdmin(adminUrl, async (admin) => {
    const text = 'select id, position from event_store.events where position > $1 order by 2';
    return (await admin.query<{ id: string; position: string }>(text, [after])).rows;
  });

/** Puts a changed function in the place of the migrated one. */
const replaceAppend = (change: (definition: string) => string): Promise<void> =>
  asAdmin(adminUrl, async (admin) => {
    const { rows } = await admin.query<{ definition: string }>(
      `select pg_get_functiondef('event_store.append_events'::regproc) as definition`,
    );
    const definition = rows[0]?.definition ?? '';
    const changed = change(definition);
    expect(changed).not.toBe(definition);
    await admin.query(changed);
  });

const withoutLock = (definition: string): string =>
  definition.replace(/perform pg_advisory_xact_lock\(\d+\);/, '');

describe('while another writer is slow to commit', () => {
  it('a reader of the log misses nothing', async () => {
    const { written, seen } = await whatAReaderSees(throughTheStore);
    expect(seen).toEqual(written);
  });

  it('a plain reader of the table misses nothing either', async () => {
    const { written, seen } = await whatAReaderSees(byPlainSql);
    expect(seen).toEqual(written);
  });

  it('a follower gets the events of both in order', async () => {
    const seen: string[][] = [];
    const following = followUntil(
      store,
      null,
      (all) => all.length >= 2 && seen.push(idsOf(all)) > 0,
    );
    const { written } = await whatAReaderSees(throughTheStore);
    await following;
    expect(seen).toEqual([written]);
  });

  it('a writer that rolls back leaves no hole', async () => {
    await slow.query('begin');
    await rawAppend(slow, newStream(), [newEvent()]);
    const fast = store.append(newStream(), [newEvent()], 'no-stream');
    await somebodyWaits();
    await slow.query('rollback');
    expect(await fast).toEqual({ revision: 0n, positions: ['1'] });
  });
});

describe('an adapter without the lock is caught by these tests', () => {
  const withSequence = async (): Promise<void> => {
    await asAdmin(adminUrl, (admin) =>
      admin.query(`create sequence event_store.naive; grant usage on event_store.naive to public`),
    );
    await replaceAppend((definition) =>
      withoutLock(definition).replace(
        /v_last := coalesce\([^;]*;/,
        `v_last := nextval('event_store.naive') - 1;`,
      ),
    );
  };

  it('with positions from a sequence a plain reader misses the slow writer', async () => {
    await withSequence();
    const { written, seen } = await whatAReaderSees(byPlainSql);
    expect(seen).toEqual(written.slice(1));
  });

  it('with positions from a sequence a reader of the log stops at the hole', async () => {
    await withSequence();
    await expect(whatAReaderSees(throughTheStore)).rejects.toThrow(LogDamaged);
  });

  it('with the lock alone taken away the two writers collide', async () => {
    await replaceAppend(withoutLock);
    await expect(whatAReaderSees(throughTheStore)).rejects.toThrow(StoreUnavailable);
  });
});
