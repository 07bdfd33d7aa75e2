import { setTimeout as delay } from 'node:timers/promises';
import { startTestPostgres, type TestPostgres } from '#testing/postgres';
import type { Answer } from '../e2e/door.js';
import { annual, issueAndAllocate, LEDGER, openLedger, OPERATOR, PROVINCE } from '../e2e/story.js';
import { Installation } from './installation.js';
import type { ServerProcess } from './server-process.js';

/** Milliseconds of a step on a busy machine. */
const PATIENCE = 120_000;
/** Milliseconds after which the read models and the day job go on. */
const TAKEOVER_MAX = 5_000;
/** The advisory locks of the followers: read models; day job and snapshots. */
const LOCKS = [7_261_002, 7_263_001];

/** Two doors and two workers, the first of which is active in everything. */
describe.each([
  ['is killed', (worker: ServerProcess) => worker.kill()],
  ['hangs', async (worker: ServerProcess) => worker.pause()],
])('when the active worker of two %s', (_, strike) => {
  let postgres: TestPostgres;
  let installation: Installation;
  let doors: readonly [ServerProcess, ServerProcess];
  let active: ServerProcess;
  let standby: ServerProcess;

  const heldLocks = async (): Promise<number> => {
    const [row] = await installation.query<{ held: number }>(
      `select count(*)::int as held from pg_locks
        where locktype = 'advisory' and granted and objsubid = 1 and objid = any($1)`,
      [LOCKS],
    );
    return row?.held ?? 0;
  };
  const post = async (as: string, to: string, key: string, body: unknown): Promise<Answer> => {
    const answer = await installation.post(doors[0], as, to, key, body);
    if (answer.status >= 300) throw new Error(`${key}: ${answer.text}`);
    return answer;
  };

  beforeAll(async () => {
    postgres = await startTestPostgres();
    installation = await Installation.open(postgres);
    active = await installation.start('worker');
    while ((await heldLocks()) < LOCKS.length) await delay(50);
    const [one, two] = await Promise.all([installation.start('api'), installation.start('api')]);
    doors = [one, two];
    standby = await installation.start('worker');
    await openLedger({ post });
    await issueAndAllocate({ post });
    await post('county@330402', `${LEDGER}/reservations`, 'r', {
      unit: '330402',
      draws: [{ lot: 'a-1.1', quantity: annual('1', '1', '1') }],
      project: 'p',
      expiresOn: '2017-06-30',
      effectiveOn: '2017-06-30',
    });
  }, PATIENCE);
  afterAll(async () => {
    active.resume();
    await installation.close();
    await postgres.stop();
  }, PATIENCE);

  /** Waits until the other door shows an entry in the read models. */
  const isRead = async (entryId: string): Promise<void> => {
    for (;;) {
      const { status } = await installation.get(doors[1], PROVINCE, `${LEDGER}/entries/${entryId}`);
      if (status === 200) return;
      await delay(50);
    }
  };
  const stored = (entryId: string) =>
    installation.query(`select from event_store.events where body like $1`, [
      `%"entryId":"${entryId}"%`,
    ]);

  it(
    'the other one brings the next day forth and fills the read models in five seconds, once',
    async () => {
      await isRead('r');
      await strike(active);
      const began = performance.now();
      await post(OPERATOR, `${LEDGER}/days`, 'day:2017-07-01', { date: '2017-07-01' });
      await isRead('expire:2017-07-01');
      expect(performance.now() - began).toBeLessThan(TAKEOVER_MAX);

      // What wakes up again finds that it is no longer the active one.
      active.resume();
      await post(OPERATOR, `${LEDGER}/days`, 'day:2017-07-02', { date: '2017-07-02' });
      await isRead('day:2017-07-02');
      expect(await stored('expire:2017-07-01')).toHaveLength(1);
      expect([...active.complaints, ...standby.complaints]).toEqual([]);
    },
    PATIENCE,
  );
});
