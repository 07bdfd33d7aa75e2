import { createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { startTestPostgres, type TestPostgres, createDatabase } from '#testing/postgres';
import pg from 'pg';
import { addressOf, READY, Workplace } from './programs.js';

/** Milliseconds. A process is started for real, and a first start makes a database cluster. */
const SLOW = 120_000;

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.open();
});
afterEach(() => place.close());

const listening = (): Promise<{ server: Server; port: number }> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address ? address.port : 0 });
    });
  });

describe('the server on an embedded database', () => {
  it(
    'starts on an empty folder, answers, stops cleanly, and starts fast again',
    async () => {
      const first = place.server();
      const url = await addressOf(first);
      expect((await fetch(`${url}/v1/health/live`)).status).toBe(200);
      expect((await fetch(`${url}/v1/health/ready`)).status).toBe(200);
      expect(first.stdout).toContain(`${url}/docs`);
      expect(first.stdout).toContain('npx muledger token --role province --unit 330000');
      expect(first.stdout).toContain('embedded PostgreSQL');
      first.signal('SIGTERM');
      expect((await first.ended).code).toBe(0);

      const second = place.server();
      const [, , seconds] = await second.says(READY);
      expect(Number(seconds)).toBeLessThan(5);
      second.signal('SIGINT');
      expect((await second.ended).code).toBe(0);
    },
    SLOW,
  );

  it(
    'answers a taken port with one line and exit code 1',
    async () => {
      const { server, port } = await listening();
      const { code, stdout, stderr } = await place.server({ MULEDGER_PORT: String(port) }).ended;
      server.close();
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toBe(
        `Port ${port} is taken: something else listens on 127.0.0.1. Choose another with MULEDGER_PORT=${port + 1}.\n`,
      );
    },
    SLOW,
  );

  it(
    'does not touch a database that another server uses',
    async () => {
      const first = place.server();
      const url = await addressOf(first);
      const { code, stderr } = await place.server().ended;
      expect(code).toBe(1);
      expect(stderr).toContain('is in use by process');
      expect((await fetch(`${url}/v1/health/ready`)).status).toBe(200);
    },
    SLOW,
  );

  it(
    'says what is wrong with its configuration, all at once, and what a publisher lacks',
    async () => {
      const wrong = await place.server({ MULEDGER_PORT: 'x', MULEDGER_ROLE: 'boss' }).ended;
      expect(wrong.code).toBe(2);
      expect(wrong.stderr).toContain('MULEDGER_PORT');
      expect(wrong.stderr).toContain('MULEDGER_ROLE');

      const publisher = await place.server({
        MULEDGER_ROLE: 'publisher',
        MULEDGER_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      }).ended;
      expect(publisher.code).toBe(2);
      expect(publisher.stderr).toContain('KAFKA_BROKERS must be set');
    },
    SLOW,
  );
});

describe('the server on a database of its own', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  it(
    'writes the log as a role that can neither change nor delete it',
    async () => {
      const databaseUrl = await createDatabase(postgres);
      await addressOf(place.server({ MULEDGER_DATABASE_URL: databaseUrl }));
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      try {
        const { rows } = await client.query<{ role: string; may: boolean }>(`
        select privilege as role, has_table_privilege('muledger_app', 'event_store.events', privilege) as may
        from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as privilege`);
        expect(rows.filter(({ may }) => may).map(({ role }) => role)).toEqual(['SELECT', 'INSERT']);
      } finally {
        await client.end();
      }
    },
    SLOW,
  );

  it(
    'works beside others: one that answers and one that follows, each with its health',
    async () => {
      const MULEDGER_DATABASE_URL = await createDatabase(postgres);
      const worker = place.server({ MULEDGER_DATABASE_URL, MULEDGER_ROLE: 'worker' });
      const [, workerUrl = ''] = await worker.says(/health and metrics at (http:\S+)\./);
      const api = await addressOf(place.server({ MULEDGER_DATABASE_URL, MULEDGER_ROLE: 'api' }));
      for (const url of [workerUrl, api]) {
        expect((await fetch(`${url}/v1/health/live`)).status).toBe(200);
        expect((await fetch(`${url}/v1/health/ready`)).status).toBe(200);
        const metrics = await (await fetch(`${url}/metrics`)).text();
        expect(metrics).toContain('muledger_read_model_lag_seconds');
      }
      // Told by the process that follows, and only by that one.
      const lag = 'muledger_follower_lag_seconds{follower="read-models"';
      const figures = async (url: string) => (await fetch(`${url}/metrics`)).text();
      for (let looks = 0; !(await figures(workerUrl)).includes(lag); looks += 1) {
        if (looks === 100) throw new Error('the worker never told how far it is behind');
        await delay(100);
      }
      expect(await figures(api)).not.toContain(lag);
      expect((await fetch(`${workerUrl}/v1/me`)).status).toBe(404);
      worker.signal('SIGTERM');
      expect((await worker.ended).code).toBe(0);
    },
    SLOW,
  );

  it(
    'does not wait for a database that refuses it',
    async () => {
      const url = new URL(await createDatabase(postgres));
      url.password = 'wrong';
      const { code, stderr } = await place.server({ MULEDGER_DATABASE_URL: url.href }).ended;
      expect(code).toBe(1);
      expect(stderr).toContain('The database refuses us');
      expect(stderr).not.toContain('wrong');
    },
    SLOW,
  );

  it(
    'waits for one that is not there yet, and can be stopped meanwhile',
    async () => {
      const { server, port } = await listening();
      server.close();
      const waiting = place.server({
        MULEDGER_DATABASE_URL: `postgres://u:secret@127.0.0.1:${port}/d`,
      });
      await waiting.says(new RegExp(`Waiting for the database at 127.0.0.1:${port}/d`));
      waiting.signal('SIGTERM');
      const { code, stdout, stderr } = await waiting.ended;
      expect(code).toBe(1);
      expect(stderr).toBe('Stopped before it was ready.\n');
      expect(stdout).not.toContain('secret');
    },
    SLOW,
  );
});
