import type { RecordedEvent } from '#event-store';
import { checkSoundness } from '../queries/checks.js';
import { LedgerViews } from '../queries/ledger-views.js';
import { randomHistory } from '../testing/random-history.js';
import { append, decode, encode, LEDGER } from '../testing/recorded.js';
import {
  openBench,
  startRunner,
  startTestPostgres,
  type Bench,
  type Running,
} from '../testing/read-model-under-test.js';
import { rebuild } from './rebuild.js';
import { RevisionWaiter } from './wait-for.js';

const PATIENCE = 25_000;

describe('a ledger that cannot be taken', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  let bench: Bench;
  let views: LedgerViews;
  let running: Running[];
  const { events } = randomHistory(7, 120);

  beforeAll(async () => {
    server = await startTestPostgres();
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    bench = await openBench(server);
    views = new LedgerViews(bench.pool);
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await bench.close();
  });

  const start = (options: Parameters<typeof startRunner>[1] = {}): Running => {
    const one = startRunner(bench, { takeoverPollMs: 100, ...options });
    running.push(one);
    return one;
  };
  const reach = (revision: number): Promise<void> =>
    new RevisionWaiter(views, 5).waitFor(LEDGER, BigInt(revision), PATIENCE);
  const soundness = async () =>
    checkSoundness(bench.pool, await views.open(LEDGER, { asOf: '2099-12-31' }));
  const SOUND = { unbalanced: [], wrongBalances: [], wrongCells: [], wrongDraws: [] };
  const heads = async (): Promise<unknown[]> =>
    (
      await bench.pool.query(
        `select count(*)::int as entries, count(distinct e.revision)::int as revisions
           from read.entries e join read.ledgers using (ledger_no) where ledger = '${LEDGER}'`,
      )
    ).rows;

  it('H-02 sets a ledger aside before an entry that it cannot take, and the others go on', async () => {
    await append(bench.store, events.slice(0, 50));
    const aside: string[] = [];
    const back: string[] = [];
    const { runner, alarms } = start({
      stoppedRetryMs: 300,
      decode: (recorded) => (isMended ? decodeMended(recorded) : decode(recorded)),
      onSetAside: (all) =>
        aside.push(...all.map(({ ledger, revision }) => `${ledger}@${revision}`)),
      onTakenBack: (all) => back.push(...all.map(({ ledger }) => ledger)),
    });
    let isMended = false;
    const [good, poison] = [events[50], events[51]];
    if (good === undefined || poison === undefined) throw new Error('too short a history');
    const decodeMended = (recorded: RecordedEvent) =>
      recorded.body === BROKEN ? poison : decode(recorded);
    await reach(49);
    await bench.store.append(
      'ledger-330000',
      [encode(good), { ...encode(poison), body: BROKEN }],
      49n,
    );
    await append(bench.store, events.slice(52, 60));
    await append(bench.store, events, '340000');
    await new RevisionWaiter(views, 5).waitFor('340000', BigInt(events.length - 1), PATIENCE);
    await reach(50);
    await settled(async () => aside.includes('330000@51'));
    expect((await views.head(LEDGER)).revision).toBe(50n);
    expect(runner.setAside).toMatchObject([{ ledger: LEDGER, revision: 51n, passed: 59n }]);
    expect(alarms).toEqual([]);
    // A rebuild says that it did not come to the end of it.
    const { compared, setAside } = await rebuild({ pool: bench.pool, store: bench.store, decode });
    expect(compared).toBe(true);
    expect(setAside).toMatchObject([{ ledger: LEDGER, revision: 51n }]);
    await append(bench.store, events.slice(60, 70));
    isMended = true;
    await reach(69);
    await settled(async () => back.includes(LEDGER));
    await settled(async () => runner.setAside.length === 0);
    await append(bench.store, events.slice(70));
    await reach(events.length - 1);
    expect(await soundness()).toEqual(SOUND);
    expect(await heads()).toEqual([{ entries: events.length, revisions: events.length }]);
  });

  it('H-02 sets aside a ledger of which the database refuses a row', async () => {
    await append(bench.store, events.slice(0, 50));
    const { runner } = start({ stoppedRetryMs: 300 });
    await reach(49);
    await bench.pool.query(
      `alter table read.entries add constraint refused check (ledger_no <> 13 or revision < 55)`,
    );
    await append(bench.store, events.slice(50));
    await append(bench.store, events, '340000');
    await new RevisionWaiter(views, 5).waitFor('340000', BigInt(events.length - 1), PATIENCE);
    await reach(54);
    await settled(async () => runner.setAside.length === 1);
    expect((await views.head(LEDGER)).revision).toBe(54n);
    expect(await soundness()).toEqual(SOUND);
    // A rebuild has tables without that constraint, and takes all.
    const { setAside } = await rebuild({ pool: bench.pool, store: bench.store, decode });
    expect(setAside).toEqual([]);
    await reach(events.length - 1);
    await settled(async () => runner.setAside.length === 0);
  });

  it('H-02 looks again after a stop, and tells of it', async () => {
    await append(bench.store, events.slice(0, 50));
    const states: string[] = [];
    const { runner } = start({
      stoppedRetryMs: 100,
      onAlarm: () => states.push(runner.state),
    });
    await reach(49);
    await bench.pool.query(
      'alter table read_models.table_sets add constraint stuck check (events < 0) not valid',
    );
    await append(bench.store, events.slice(50));
    await settled(async () => states.length > 1);
    expect(new Set(states)).toEqual(new Set(['stopped']));
    await bench.pool.query('alter table read_models.table_sets drop constraint stuck');
    await reach(events.length - 1);
    await settled(async () => runner.state === 'active');
  });

  it('H-02 sets a ledger aside at an entry that overdraws an account', async () => {
    const history = randomHistory(7, 30);
    await append(bench.store, history.events);
    const { runner } = start();
    const issued = history.events.find(({ type }) => type === 'QuotaIssued');
    const [posting] = issued?.data.postings ?? [];
    if (posting === undefined) throw new Error('nothing was issued');
    await reach(history.events.length - 1);
    const quantity = { total: 10n ** 15n };
    const length = history.events.length;
    history.add('QuotaLapsed', {
      unit: 'u-p',
      postings: [{ from: posting.to, to: posting.from, quantity: { total: 1n } }],
    });
    await append(bench.store, history.events.slice(length));
    await settled(async () => runner.setAside.length === 1);
    // Quota that goes back to where it came from has no column; the lapsed account is another one.
    expect(runner.setAside).toMatchObject([{ ledger: LEDGER, revision: BigInt(length) }]);

    const other = randomHistory(7, 30);
    other.add('QuotaReserved', {
      reservation: { reservation: 'r', unit: 'u-p', expiresOn: '2018-01-01' },
      postings: [{ ...posting, from: posting.to, to: toReserved(posting.to), quantity }],
    });
    const overdrawn = await openBench(server);
    await append(overdrawn.store, other.events);
    const { setAside } = await rebuild({ pool: overdrawn.pool, store: overdrawn.store, decode });
    expect(setAside).toMatchObject([
      {
        ...{ ledger: LEDGER, revision: BigInt(other.events.length - 1) },
        reason: expect.stringContaining('BoundBroken'),
      },
    ]);
    await overdrawn.close();
  });
});

const BROKEN = '{"entryId":"broken"}';

const toReserved = (path: string) => path.replace('/available', '/reserved') as never;

/** Asks until the answer is true; the suite's own time limit ends it. */
const settled = async (condition: () => Promise<unknown>): Promise<void> => {
  for (;;) {
    const answer = await condition().catch(() => false);
    if (answer === true) return;
    // A condition that only looks at memory would otherwise keep everything else from happening.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
