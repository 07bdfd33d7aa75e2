import { ledgerModel, ledgerStream } from '#ledger-stream';
import { LedgerViews } from '../queries/ledger-views.js';
import { forgetTables } from '../runner/control.js';
import { randomHistory } from '../testing/random-history.js';
import { append, LEDGER } from '../testing/recorded.js';
import {
  BESIDE,
  openBench,
  startRunner,
  startTestPostgres,
  type Bench,
  type Running,
} from '../testing/read-model-under-test.js';
import { RevisionWaiter } from '../runner/wait-for.js';
import { journalLosses, lostEntries } from './journal-losses.js';

let server: Awaited<ReturnType<typeof startTestPostgres>>;
let bench: Bench;
let running: Running | undefined;
beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  bench = await openBench(server);
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await bench.close();
});

const STREAM = ledgerStream(LEDGER);
const all = randomHistory(7, 60).events;
const old = all.slice(0, 30);
/** The same decisions posted again: other events with the same ids. */
const others = async ({ store }: Bench, to: number): Promise<void> => {
  const stamp = { recordedAt: '2030-01-01T00:00:00.000Z', commandDigest: 'again' };
  const events = all.slice(20, to).map((event) => ledgerModel.encode(event, stamp));
  await store.append(STREAM, events, 19n);
};

const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  for (let looks = 0; !(await condition()); looks += 1) {
    if (looks === 1_000) throw new Error('it never came about');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** All entries are in the tables; then the log loses the last ten of the ledger, and goes on with `more` others. */
const goBack = async (more: number): Promise<void> => {
  await append(bench.store, old);
  running = startRunner(bench);
  await new RevisionWaiter(new LedgerViews(bench.pool), 5).waitFor(LEDGER, 29n, 20_000);
  await running.stop();
  let events = 0;
  for await (const _ of bench.store.readAll(null)) events += 1;
  bench.store.goBackTo(events - 10);
  if (more > 0) await others(bench, 20 + more);
};

describe('L-02 tables that are ahead of their log', () => {
  it.each([0, 10, 15])('serve nobody when %i others stand there', async (more) => {
    await goBack(more);
    running = startRunner(bench, { stoppedRetryMs: 20 });
    const { runner, alarms } = running;
    await until(() => alarms.length > 1);
    expect(runner.state).toBe('stopped');
    const lost = { stream: STREAM, from: 20n, to: 29n, head: BigInt(19 + more) };
    expect(alarms[0]).toMatchObject({ name: 'TablesAhead', losses: [lost] });
    expect(String(alarms[0])).toContain(`${STREAM} lost revisions 20 to 29 (10 in all)`);
    const views = new LedgerViews(bench.pool);
    for (const ledger of [LEDGER, BESIDE[0] ?? ''])
      await expect(views.head(ledger)).rejects.toMatchObject({
        name: 'ReadModelAhead',
        message: expect.stringContaining('lost revisions 20 to 29'),
      });
    const entries = await lostEntries(bench.pool, lost);
    expect(entries.map(({ entry }) => entry)).toEqual(
      old.slice(20).map(({ data }) => data.entryId),
    );
    // A person decides: put back to the log, they go on by themselves.
    await forgetTables(bench.pool);
    await new RevisionWaiter(views, 5).waitFor(LEDGER, lost.head, 20_000);
    expect(await journalLosses(bench.pool, bench.store)).toEqual([]);
  });

  it('are told of by a follower that runs, which makes nothing of the other history', async () => {
    await append(bench.store, old);
    running = startRunner(bench, { stoppedRetryMs: 20 });
    const { alarms } = running;
    await new RevisionWaiter(new LedgerViews(bench.pool), 5).waitFor(LEDGER, 29n, 20_000);
    let events = 0;
    for await (const _ of bench.store.readAll(null)) events += 1;
    bench.store.goBackTo(events - 10);
    await others(bench, 35);
    await until(() => alarms.length > 0);
    expect(alarms[0]).toMatchObject({ losses: [{ from: 20n, to: 29n }] });
    const { rows } = await bench.pool.query(
      'select count(*)::int as n from read.entries where position::int > $1',
      [events],
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('are built anew when only what is not in them was lost', async () => {
    await append(bench.store, old);
    await bench.store.append(
      'refusals',
      [{ id: crypto.randomUUID(), type: 'Refused', body: '{}', metadata: '{}' }],
      'no-stream',
    );
    running = startRunner(bench);
    let events = 0;
    for await (const _ of bench.store.readAll(null)) events += 1;
    const at = async () =>
      (
        await bench.pool
          .query<{ position: string }>('select position from read_models.table_sets')
          .catch(() => ({ rows: [] }))
      ).rows[0]?.position;
    await until(async () => (await at()) === String(events));
    await running.stop();
    bench.store.goBackTo(events - 1);
    await append(bench.store, all.slice(30, 40));
    running = startRunner(bench);
    await new RevisionWaiter(new LedgerViews(bench.pool), 5).waitFor(LEDGER, 39n, 20_000);
  });
});
