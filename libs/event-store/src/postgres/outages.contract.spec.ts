import { Client } from 'pg';
import { AppendOutcomeUnknown, EventIdReused, StoreUnavailable } from '../event-store.js';
import { collect, followUntil, idsOf, newEvent, newEvents, newStream } from '../testing/events.js';
import { startPostgresServer, type PostgresServer } from '../testing/postgres-log.js';
import { rawAppend } from '../testing/raw-append.js';
import { startTcpProxy, type TcpProxy } from '../testing/tcp-proxy.js';
import { createEventStorePool } from './pool.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { PostgresSnapshotStore } from './postgres-snapshot-store.js';

/** Milliseconds; longer than a test may take: who waits for it has failed. */
const NEVER = 60_000;

let server: PostgresServer;
let appUrl: string;
let proxy: TcpProxy;
/** Straight to the server. */
let store: PostgresEventStore;
const opened: PostgresEventStore[] = [];
const open = (...[source, options]: ConstructorParameters<typeof PostgresEventStore>) => {
  const one = new PostgresEventStore(source, options);
  opened.push(one);
  return one;
};

beforeAll(async () => {
  server = await startPostgresServer();
  ({ appUrl } = await server.newLog());
}, 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  proxy = await startTcpProxy(appUrl);
  store = open({ connectionString: appUrl });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await proxy.close();
});

const written = (stream: string) => collect(store.readStream(stream, 0n, 'forwards'));

describe('an append whose connection breaks', () => {
  it('has an unknown outcome when the answer is lost, and the events are there', async () => {
    const cut = open({ connectionString: proxy.url });
    const stream = newStream();
    await cut.append(stream, [newEvent()], 'no-stream');
    const events = newEvents(3);
    proxy.swallowNextReply();
    await expect(cut.append(stream, events, 0n)).rejects.toThrow(AppendOutcomeUnknown);
    expect(idsOf(await written(stream)).slice(1)).toEqual(idsOf(events));
    // The same append again learns what the first one did not.
    expect(await cut.append(stream, events, 0n)).toMatchObject({ revision: 3n, repeated: true });
    expect(await written(stream)).toHaveLength(4);
  });

  it('has an unknown outcome when the request is lost, and nothing is there', async () => {
    const cut = open({ connectionString: proxy.url });
    const stream = newStream();
    await cut.append(stream, [newEvent()], 'no-stream');
    proxy.swallowNextRequest();
    await expect(cut.append(stream, [newEvent()], 0n)).rejects.toThrow(AppendOutcomeUnknown);
    expect(await written(stream)).toHaveLength(1);
    expect(await cut.append(stream, [newEvent()], 0n)).toMatchObject({ revision: 1n });
  });

  it('has an unknown outcome when the server ends the connection', async () => {
    const holder = await holdTheLock();
    const stream = newStream();
    const waiting = store.append(stream, [newEvent()], 'no-stream');
    await Promise.all([
      expect(waiting).rejects.toThrow(AppendOutcomeUnknown),
      terminateWaiter(holder),
    ]);
    await holder.end();
    expect(await written(stream)).toEqual([]);
  });
});

describe('a store that cannot be used', () => {
  it('is unavailable when nobody listens there', async () => {
    const nowhere = await startTcpProxy(appUrl);
    await nowhere.close();
    const lost = open({ connectionString: nowhere.url });
    await expect(lost.append(newStream(), [newEvent()], 'no-stream')).rejects.toThrow(
      StoreUnavailable,
    );
    await expect(collect(lost.readAll(null))).rejects.toThrow(StoreUnavailable);
    await expect(collect(lost.readStream('s', 0n, 'forwards'))).rejects.toThrow(StoreUnavailable);
    const snapshots = new PostgresSnapshotStore({ connectionString: nowhere.url });
    await expect(snapshots.latest('s', 'v1')).rejects.toThrow(StoreUnavailable);
    await expect(snapshots.save('s', 'v1', 1n, [])).rejects.toThrow(StoreUnavailable);
    await snapshots.close();
  });

  it('is unavailable, and wrote nothing, when the server gives up in time', async () => {
    const holder = await holdTheLock();
    const pool = createEventStorePool({ connectionString: appUrl, statement_timeout: 50 });
    const hasty = open({ pool });
    const stream = newStream();
    await expect(hasty.append(stream, [newEvent()], 'no-stream')).rejects.toThrow(StoreUnavailable);
    await holder.end();
    expect(await written(stream)).toEqual([]);
    expect(await hasty.append(stream, [newEvent()], 'no-stream')).toMatchObject({ revision: 0n });
    await hasty.close();
    await pool.end();
  });

  it('has an unknown outcome when the client gives up first', async () => {
    const holder = await holdTheLock();
    const pool = createEventStorePool({ connectionString: appUrl, query_timeout: 50 });
    const hasty = open({ pool });
    const stream = newStream();
    await expect(hasty.append(stream, [newEvent()], 'no-stream')).rejects.toThrow(
      AppendOutcomeUnknown,
    );
    await holder.end();
    await hasty.close();
    await pool.end();
  });

  it('demands a deadline of a given pool', async () => {
    const pool = createEventStorePool({ connectionString: appUrl, statement_timeout: 0 });
    expect(() => new PostgresEventStore({ pool })).toThrow('statement_timeout');
    await pool.end();
  });
});

describe('an append that is a defect', () => {
  it('names the id that stands elsewhere, and writes nothing', async () => {
    const [stream, other] = [newStream(), newStream()];
    const event = newEvent();
    await store.append(stream, [event], 'no-stream');
    const again = store.append(other, [newEvent(), event], 'no-stream');
    await expect(again).rejects.toThrow(EventIdReused);
    await expect(again).rejects.toMatchObject({ id: event.id });
    expect(await written(other)).toEqual([]);
  });

  it('is not taken for an outage', async () => {
    const event = newEvent({ body: '"\u0000"' });
    await expect(store.append(newStream(), [event], 'no-stream')).rejects.toMatchObject({
      // SQLSTATE 22021: a raw NUL is no text, and no JSON either.
      code: '22021',
    });
  });
});

describe('a follower', () => {
  it('is woken by an append, not by its clock', async () => {
    const follower = open({ connectionString: appUrl }, { pollMs: NEVER });
    const event = newEvent();
    const seen = await followUntil(follower, null, (all, { live }) => {
      if (live && !idsOf(all).includes(event.id))
        void store.append(newStream(), [event], 'no-stream').catch(() => undefined);
      return idsOf(all).includes(event.id);
    });
    expect(idsOf(seen).at(-1)).toBe(event.id);
  });

  it('listens again after its connections were cut', async () => {
    const follower = open({ connectionString: proxy.url }, { pollMs: NEVER });
    const event = newEvent();
    let cut = false;
    const seen = await followUntil(follower, null, (all, { live }) => {
      if (live && !cut) {
        cut = true;
        proxy.interrupt();
        proxy.restore();
        void store.append(newStream(), [event], 'no-stream');
      }
      return idsOf(all).includes(event.id);
    });
    expect(new Set(idsOf(seen)).size).toBe(seen.length);
  });

  it('outlives an outage and misses nothing of it', async () => {
    let heard: (error: StoreUnavailable) => void = () => undefined;
    const outage = new Promise<StoreUnavailable>((resolve) => (heard = resolve));
    const follower = open({ connectionString: proxy.url }, { pollMs: 20, onOutage: heard });
    const events = newEvents(20);
    let down = false;
    const following = followUntil(follower, null, (all, { live }) => {
      if (live && !down) {
        down = true;
        proxy.interrupt();
      }
      return idsOf(all).includes(events.at(-1)?.id ?? '');
    });
    expect(await outage).toBeInstanceOf(StoreUnavailable);
    await store.append(newStream(), events, 'no-stream');
    proxy.restore();
    expect(idsOf(await following)).toEqual(idsOf(await collect(store.readAll(null))));
  });
});

/** A connection in a transaction that appends and does not end. */
async function holdTheLock(): Promise<Client> {
  const holder = new Client(appUrl);
  await holder.connect();
  await holder.query('begin');
  await rawAppend(holder, newStream(), [newEvent()]);
  return holder;
}

/** Ends the connection that waits for the lock; a role may end its own. */
async function terminateWaiter(client: Client): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query(
      'select pg_terminate_backend(pid) from pg_locks where not granted',
    );
    if (rowCount) return;
  }
}
