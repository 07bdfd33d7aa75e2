import { setTimeout as pause } from 'node:timers/promises';
import { describeWithKafka, KafkaBroker } from '#testing/kafka';
import { startTestPostgres, type TestPostgres } from '#testing/postgres';
import { issueAndAllocate, LEDGER, openLedger, PROVINCE } from '../../e2e/story.js';
import { Installation } from '../installation.js';
import { rawLog } from '../raw-log.js';
import type { ServerProcess } from '../server-process.js';
import { examineTopic } from './topic.js';

/** Milliseconds of a step on a busy machine. */
const PATIENCE = 180_000;
/** Milliseconds after which entries are published again. */
const TAKEOVER_MAX = 5_000;
const LOOK_MS = 20;
const LOOKS_MAX = 3_000;
const LOCK = 7_262_001;

const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  for (let looks = 0; !(await holds()); looks += 1) {
    if (looks === LOOKS_MAX) throw new Error(`never came about: ${what}`);
    await pause(LOOK_MS);
  }
};

/** The value of a figure; nothing when it is not told. */
const figure = async ({ url }: ServerProcess, series: string): Promise<number | undefined> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(series));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
};
const published = async (server: ServerProcess): Promise<number> =>
  (await figure(server, 'muledger_published_entries_total')) ?? Number.NaN;
const isActive = async (server: ServerProcess): Promise<boolean> =>
  (await figure(server, 'muledger_follower_lag_seconds{follower="publisher"')) !== undefined;

describeWithKafka('two publishers of one installation', (kafka) => {
  let postgres: TestPostgres;
  let broker: KafkaBroker;
  let installation: Installation;
  let door: ServerProcess;
  let active: ServerProcess;
  let standby: ServerProcess;
  let posting: Promise<void>;
  let posted = 0;
  const stopping = new AbortController();

  const post = async (as: string, to: string, key: string, body: unknown) => {
    const answer = await installation.post(door, as, to, key, body);
    if (answer.status >= 300) throw new Error(`${key}: ${answer.text}`);
    return answer;
  };
  /** Entries without an end, so that whoever goes on has something to go on with. */
  const postOn = async (): Promise<void> => {
    for (; !stopping.signal.aborted; posted += 1) {
      const body = { entry: 'i-2017', field: 'note', is: `第${posted}次`, reason: '复核' };
      await post(PROVINCE, `${LEDGER}/annotations`, `n-${posted}`, body);
    }
  };
  const health = async ({ url }: ServerProcess) => {
    const answer = await fetch(`${url}/v1/health/ready`);
    return { status: answer.status, body: await answer.json() };
  };

  beforeAll(async () => {
    [postgres, broker] = await Promise.all([startTestPostgres(), KafkaBroker.start(kafka())]);
    installation = await Installation.open(postgres);
    door = await installation.start('api');
    active = await installation.start('publisher', broker.address);
    await until('one that is active', () => isActive(active));
    standby = await installation.start('publisher', broker.address);
    await openLedger({ post });
    await issueAndAllocate({ post });
    posting = postOn();
    posting.catch(() => undefined);
  }, PATIENCE);
  afterAll(async () => {
    stopping.abort();
    await posting?.catch(() => undefined);
    await installation?.close();
    await broker?.stop();
    await postgres?.stop();
  }, PATIENCE);

  const holders = async (): Promise<number> => {
    const [row] = await installation.query<{ held: number }>(
      `select count(*)::int as held from pg_locks
        where locktype = 'advisory' and granted and objsubid = 1 and objid = $1`,
      [LOCK],
    );
    return row?.held ?? 0;
  };
  /** The other one publishes. @returns milliseconds until it did */
  const takeover = async (next: ServerProcess): Promise<number> => {
    const [began, before] = [performance.now(), await published(next)];
    await until('the takeover', async () => (await published(next)) > before);
    return performance.now() - began;
  };

  it(
    'are one that publishes and one that waits, and both are ready',
    async () => {
      await until('a hundred entries', async () => (await published(active)) > 100);
      expect(await published(standby)).toBe(0);
      expect([await isActive(active), await isActive(standby)]).toEqual([true, false]);
      expect(await holders()).toBe(1);
      for (const server of [active, standby])
        expect(await health(server)).toMatchObject({
          status: 200,
          body: { status: 'ready', checks: expect.arrayContaining(['publisher']) },
        });
      expect(await figure(active, 'muledger_publisher_waiting')).toBe(0);
      expect(await figure(active, 'muledger_publisher_stopped')).toBe(0);
      expect(await figure(active, 'muledger_publisher_lag_seconds')).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  it(
    'tell that the broker is away, and that it is back',
    async () => {
      await broker.kill();
      await until('an outage', async () => (await health(active)).status === 503);
      expect(await health(active)).toMatchObject({
        body: { status: 'not-ready', failing: ['publisher'] },
      });
      expect(await figure(active, 'muledger_publisher_waiting')).toBe(1);
      await broker.restart();
      // Either of them may publish now; the other one stands by, and lacks nothing.
      for (const server of [active, standby]) {
        await until('its end', async () => (await health(server)).status === 200);
        expect(await figure(server, 'muledger_publisher_waiting')).toBe(0);
      }
      await until('one that is active', async () => (await isActive(active)) || isActive(standby));
      if (await isActive(standby)) [active, standby] = [standby, active];
      const before = await published(active);
      await until('more entries', async () => (await published(active)) > before);
      expect(await isActive(standby)).toBe(false);
    },
    PATIENCE,
  );

  it(
    'go on in five seconds when the active one is killed',
    async () => {
      await active.kill();
      expect(await takeover(standby)).toBeLessThan(TAKEOVER_MAX);
      expect(await holders()).toBe(1);
    },
    PATIENCE,
  );

  it(
    'go on in five seconds when the active one hangs, which then stands by',
    async () => {
      active = standby;
      standby = await installation.start('publisher', broker.address);
      active.pause();
      expect(await takeover(standby)).toBeLessThan(TAKEOVER_MAX);
      active.resume();
      await until('it stands by', async () => !(await isActive(active)));
      // What was in flight may still be counted; then no more.
      const before = await published(active);
      await takeover(standby);
      expect((await published(active)) - before).toBe(0);
      expect(await holders()).toBe(1);
      expect(await health(active)).toMatchObject({ status: 200 });
      expect(await figure(active, 'muledger_publisher_waiting')).toBe(0);
    },
    PATIENCE,
  );

  it(
    'leave a topic with every entry, the first time in its order',
    async () => {
      stopping.abort();
      await posting;
      const log = (await rawLog(installation)).filter(({ stream }) => stream === 'ledger-330000');
      expect(log.length).toBeGreaterThan(500);
      let topic = await examineTopic(broker.address, log);
      for (let looks = 0; looks < 100 && topic.messages - topic.repeated < log.length; looks += 1) {
        await pause(100);
        topic = await examineTopic(broker.address, log);
      }
      expect(topic.faults).toEqual([]);
      expect([...door.complaints, ...active.complaints, ...standby.complaints]).toEqual([]);
    },
    PATIENCE,
  );
});
