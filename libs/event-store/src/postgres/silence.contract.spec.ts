import type { Pool } from 'pg';
import { AppendOutcomeUnknown, StoreUnavailable } from '../event-store.js';
import { abandon, ofOneHost, withConnection } from '../connections.js';
import { becomeLeader } from '../leadership.js';
import { collect, followUntil, idsOf, newEvent, newEvents, newStream } from '../testing/events.js';
import { startPostgresServer, type PostgresServer } from '../testing/postgres-log.js';
import { startTcpProxy, type TcpProxy } from '../testing/tcp-proxy.js';
import { createEventStorePool } from './pool.js';
import { PostgresEventStore } from './postgres-event-store.js';

/** Milliseconds; the deadlines of the service are longer, and a test need not wait for those. */
const DEADLINE = 300;
const CONNECTIONS = 4;

let server: PostgresServer;
let appUrl: string;
let proxy: TcpProxy;
let pool: Pool;
let store: PostgresEventStore;

beforeAll(async () => {
  server = await startPostgresServer();
  ({ appUrl } = await server.newLog());
}, 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  proxy = await startTcpProxy(appUrl);
  const deadlines = { query_timeout: DEADLINE, connectionTimeoutMillis: DEADLINE };
  pool = createEventStorePool({ connectionString: proxy.url, max: CONNECTIONS, ...deadlines });
  store = new PostgresEventStore({ pool }, { pollMs: 20 });
});
afterEach(async () => {
  await store.close();
  // Connections to a silent host never say that they ended.
  void pool.end();
  await proxy.close();
});

/** So that several connections lie idle in the pool; the processes of the server that they lead to. */
const warmUp = async (one = pool): Promise<ReadonlySet<number>> =>
  new Set(
    await Promise.all(
      Array.from({ length: CONNECTIONS }, () =>
        withConnection(one, async (client) => {
          const { rows } = await client.query<{ pid: number }>(
            'select pg_backend_pid() as pid, pg_sleep(0.05)',
          );
          return rows[0]?.pid ?? 0;
        }),
      ),
    ),
  );

describe('H-05 a host that neither answers nor closes', () => {
  it('fails appends and reads at their deadline', async () => {
    await warmUp();
    proxy.silence('all');
    const stream = newStream();
    await expect(store.append(stream, [newEvent()], 'no-stream')).rejects.toThrow(
      AppendOutcomeUnknown,
    );
    // No connection can be made either.
    await expect(collect(store.readStream(stream, 0n, 'forwards'))).rejects.toThrow(
      StoreUnavailable,
    );
    await expect(collect(store.readAll(null))).rejects.toThrow(StoreUnavailable);
  });

  it('costs one deadline, not one for each connection that is open to it', async () => {
    await warmUp();
    proxy.silence('open');
    await expect(collect(store.readAll(null))).rejects.toThrow(StoreUnavailable);
    for (let reads = 0; reads < CONNECTIONS; reads += 1)
      await expect(collect(store.readAll(null))).resolves.toBeDefined();
  });

  it('costs one deadline for all pools to one host', async () => {
    const patient = createEventStorePool({ connectionString: proxy.url, query_timeout: 60_000 });
    ofOneHost([pool, patient]);
    await warmUp();
    await withConnection(patient, (client) => client.query('select 1'));
    proxy.silence('open');
    await expect(withConnection(pool, (client) => client.query('select 1'))).rejects.toThrow();
    const { rows } = await withConnection(patient, (client) => client.query('select 1 as one'));
    expect(rows).toEqual([{ one: 1 }]);
    void patient.end();
  }, 20_000);

  it('is not told of by a session that the server ended for being slow', async () => {
    const patient = createEventStorePool({ connectionString: proxy.url, max: CONNECTIONS });
    const known = await warmUp(patient);
    const slow = withConnection(patient, async (client) => {
      await client.query('begin; set local idle_in_transaction_session_timeout = 50');
      await new Promise((resolve) => setTimeout(resolve, 100));
      await client.query('select 1');
    });
    await expect(slow).rejects.toThrow('connection error');
    // All but the one that ended are still used.
    const now = [...(await warmUp(patient))].filter((pid) => known.has(pid));
    expect(now).toHaveLength(CONNECTIONS - 1);
    await patient.end();
  });

  it('is given up at once when somebody knows that it is silent', async () => {
    await warmUp();
    proxy.silence('open');
    const patient = createEventStorePool({ connectionString: proxy.url, query_timeout: 60_000 });
    await withConnection(patient, (client) => client.query('select 1'));
    proxy.silence('open');
    const waiting = withConnection(patient, (client) => client.query('select 1'));
    setTimeout(() => abandon(patient), 20);
    await expect(waiting).rejects.toThrow();
    const { rows } = await withConnection(patient, (client) => client.query('select 1 as one'));
    expect(rows).toEqual([{ one: 1 }]);
    await patient.end();
  });

  it('does not stop a follower: it goes on when connections work again, and misses nothing', async () => {
    const direct = new PostgresEventStore({ connectionString: appUrl });
    const events = newEvents(20);
    let silent = false;
    const seen = await followUntil(store, null, (all, { live }) => {
      if (live && !silent) {
        silent = true;
        proxy.silence('open');
        void direct.append(newStream(), events, 'no-stream');
      }
      return idsOf(all).includes(events.at(-1)?.id ?? '');
    });
    expect(new Set(idsOf(seen)).size).toBe(seen.length);
    await direct.close();
  });

  it('takes the right to lead away', async () => {
    const leadership = await becomeLeader(pool, 1, new AbortController().signal, 20);
    expect(leadership?.lost.aborted).toBe(false);
    proxy.silence('open');
    await new Promise((resolve) => leadership?.lost.addEventListener('abort', resolve));
    const again = await becomeLeader(pool, 1, new AbortController().signal, 100);
    expect(again?.lost.aborted).toBe(false);
    leadership?.release();
    again?.release();
  }, 20_000);

  it('is given up by whoever stands by, long before a statement would be', async () => {
    // As the service has it: an index of a long log takes an hour.
    const patient = createEventStorePool({ connectionString: proxy.url, query_timeout: 3_600_000 });
    const leadership = await becomeLeader(patient, 2, new AbortController().signal, 20);
    let tries = 0;
    const waiting = becomeLeader(patient, 2, new AbortController().signal, 20, () => {
      tries += 1;
      if (tries === 3) proxy.silence('open');
    });
    // The server may end the silent session in the same moment, which this proxy passes on.
    await expect(waiting).rejects.toThrow(/Query read timeout|Connection terminated/);
    leadership?.release();
    void patient.end();
  }, 30_000);
});
