import pg from 'pg';
import { once, EventEmitter } from 'node:events';
import {
  NothingRecordedYet,
  ReadModelBehind,
  ReadModelNotReady,
  UnknownLedger,
} from '../queries/errors.js';
import { checkSoundness, fingerprint } from '../queries/checks.js';
import { LedgerViews } from '../queries/ledger-views.js';
import { createReadModelDataSource, migrateReadModels } from '../migrate.js';
import { PoisonEvent } from '../projection/batch.js';
import { randomHistory } from '../testing/random-history.js';
import { append, decode, encode, LEDGER } from '../testing/recorded.js';
import {
  openBench,
  startRunner,
  startTestPostgres,
  type Bench,
  type Running,
} from '../testing/read-model-under-test.js';
import { BoundBroken } from '../writing/sums.js';
import { SetsDiffer } from './compare-sets.js';
import { REBUILD_LOCK } from '../schema/names.js';
import { rebuild } from './rebuild.js';
import { inTransaction } from './transaction.js';
import { RevisionWaiter } from './wait-for.js';

const PATIENCE = 25_000;

describe('the read model runner', () => {
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
  const digest = async (): Promise<string> => {
    const view = await views.open(LEDGER, { asOf: '2099-12-31' });
    return (await fingerprint(bench.pool, view)).digest;
  };
  const soundness = async () =>
    checkSoundness(bench.pool, await views.open(LEDGER, { asOf: '2099-12-31' }));
  const SOUND = { unbalanced: [], wrongBalances: [], wrongCells: [], wrongDraws: [] };
  const heads = async (): Promise<unknown[]> =>
    (
      await bench.pool.query(
        'select count(*)::int as entries, count(distinct revision)::int as revisions from read.entries',
      )
    ).rows;

  it('follows the log batch by batch to the figures of a rebuild', async () => {
    await append(bench.store, events.slice(0, 10));
    start();
    await reach(9);
    for (let at = 10; at < 120; at += 11) {
      await append(bench.store, events.slice(at, Math.min(at + 11, 120)));
      await reach(Math.min(at + 11, 120) - 1);
    }
    expect(await soundness()).toEqual(SOUND);
    const live = await digest();
    const { compared } = await rebuild({ pool: bench.pool, store: bench.store, decode });
    expect(compared).toBe(true);
    expect(await digest()).toBe(live);
    expect(await soundness()).toEqual(SOUND);
  });

  it('H-02 builds the tables anew when their schema was dropped', async () => {
    await append(bench.store, events.slice(0, 60));
    const { alarms } = start();
    await reach(59);
    const live = await digest();
    await bench.pool.query('drop schema read cascade');
    const { compared } = await rebuild({ pool: bench.pool, store: bench.store, decode });
    expect(compared).toBe(false);
    expect(await digest()).toBe(live);
    await bench.pool.query('drop schema read cascade');
    await append(bench.store, events.slice(60));
    await reach(events.length - 1);
    expect(alarms).toEqual([]);
    expect(await soundness()).toEqual(SOUND);
  });

  it('goes on after a rebuild was switched in under it', async () => {
    await append(bench.store, events.slice(0, 60));
    const { runner, alarms } = start();
    await reach(59);
    await rebuild({ pool: bench.pool, store: bench.store, decode });
    await append(bench.store, events.slice(60));
    await reach(events.length - 1);
    expect(alarms).toEqual([]);
    expect(runner.state).toBe('active');
    expect(await soundness()).toEqual(SOUND);
  });

  it('loses and repeats nothing when it dies between rows and checkpoint', async () => {
    await append(bench.store, events.slice(0, 50));
    const outages = new EventEmitter();
    start({ onOutage: (error) => outages.emit('outage', error) });
    await reach(49);
    // The checkpoint moves last: when it fails, every row of the batch stands already.
    await bench.pool.query(`
      create function fall() returns trigger language plpgsql as
        $$ begin raise exception 'the power fails' using errcode = '57P01'; end $$;
      create trigger fall before update on read_models.table_sets for each row execute function fall()`);
    const outage = once(outages, 'outage');
    await append(bench.store, events.slice(50));
    expect(String(await outage)).toContain('the power fails');
    expect((await views.head(LEDGER)).revision).toBe(49n);
    await bench.pool.query('drop trigger fall on read_models.table_sets');
    await reach(events.length - 1);
    expect(await heads()).toEqual([{ entries: events.length, revisions: events.length }]);
    expect(await soundness()).toEqual(SOUND);
  });

  it('survives the end of all its connections', async () => {
    await append(bench.store, events.slice(0, 50));
    const { alarms } = start();
    await reach(49);
    const killer = new pg.Client({ connectionString: bench.url });
    await killer.connect();
    await killer.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    );
    await killer.end();
    await append(bench.store, events.slice(50));
    await reach(events.length - 1);
    expect(alarms).toEqual([]);
    expect(await soundness()).toEqual(SOUND);
  });

  it('stops before an event that it cannot apply, and alarms', async () => {
    await append(bench.store, events.slice(0, 50));
    const { runner, alarms, ended } = start();
    await reach(49);
    const [good, poison] = [events[50], events[51]];
    if (good === undefined || poison === undefined) throw new Error('too short a history');
    const broken = { ...encode(poison), body: '{"entryId":"broken"}' };
    await bench.store.append('ledger-330000', [encode(good), broken], 49n);
    await ended;
    expect(runner.state).toBe('stopped');
    expect(alarms).toEqual([expect.any(PoisonEvent)]);
    expect(alarms[0]).toMatchObject({ revision: 51n });
    expect((await views.head(LEDGER)).revision).toBe(50n);
    // Started anew it comes to the same event: nothing is skipped.
    const again = start();
    await again.ended;
    expect(again.alarms[0]).toMatchObject({ revision: 51n });
    expect((await views.head(LEDGER)).revision).toBe(50n);
  });

  it('stops at an entry that overdraws an account', async () => {
    const history = randomHistory(7, 30);
    await append(bench.store, history.events);
    const { alarms, ended } = start();
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
    await ended;
    // Quota that goes back to where it came from has no column; the lapsed account is another one.
    expect(alarms).toEqual([expect.any(PoisonEvent)]);

    const other = randomHistory(7, 30);
    other.add('QuotaReserved', {
      reservation: { reservation: 'r', unit: 'u-p', expiresOn: '2018-01-01' },
      postings: [{ ...posting, from: posting.to, to: toReserved(posting.to), quantity }],
    });
    const overdrawn = await openBench(server);
    await append(overdrawn.store, other.events);
    await expect(
      rebuild({ pool: overdrawn.pool, store: overdrawn.store, decode }),
    ).rejects.toBeInstanceOf(BoundBroken);
    await overdrawn.close();
  });

  it('lets one of two be active, and the other take over within five seconds', async () => {
    await append(bench.store, events.slice(0, 50));
    const first = start();
    await reach(49);
    const second = start();
    expect(second.runner.state).toBe('waiting');
    await append(bench.store, events.slice(50, 60));
    await reach(59);
    expect(second.runner.state).toBe('waiting');
    const began = performance.now();
    await first.stop();
    await append(bench.store, events.slice(60));
    await reach(events.length - 1);
    expect(second.runner.state).toBe('active');
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('waits for a rebuild of another process and does not stop for it', async () => {
    await append(bench.store, events.slice(0, 10));
    const other = new pg.Client(bench.url);
    await other.connect();
    await other.query(`select pg_advisory_lock(${REBUILD_LOCK})`);
    const outages = new EventEmitter();
    const { alarms } = start({ onOutage: (error) => outages.emit('outage', error) });
    await once(outages, 'outage');
    await other.end();
    await reach(9);
    expect(alarms).toEqual([]);
  });

  it('frees what a transaction that fell silent holds', async () => {
    await append(bench.store, events.slice(0, 10));
    const { runner } = start();
    await reach(9);
    let silent = true;
    const locking = new EventEmitter();
    const locked = once(locking, 'locked');
    const stuck = inTransaction(bench.pool, async (client) => {
      await client.query(`select from read_models.table_sets for update`);
      locking.emit('locked');
      while (silent) await new Promise((resolve) => setTimeout(resolve, 20));
    });
    stuck.catch(() => undefined);
    await locked;
    await append(bench.store, events.slice(10, 20));
    await reach(19);
    silent = false;
    await expect(stuck).rejects.toThrow();
    expect(runner.state).toBe('active');
  });

  it('keeps the live tables when a rebuild comes to other figures', async () => {
    await append(bench.store, events);
    const only = start();
    await reach(events.length - 1);
    await only.stop();
    await bench.pool.query('update read.balances set c1 = c1 + 1 where c1 > 0');
    await expect(rebuild({ pool: bench.pool, store: bench.store, decode })).rejects.toBeInstanceOf(
      SetsDiffer,
    );
    expect((await soundness()).wrongBalances).not.toEqual([]);
  });

  it('rebuilds tables of another version, and lets nobody read them before', async () => {
    await append(bench.store, events);
    const old = start();
    await reach(events.length - 1);
    const expected = await digest();
    await old.stop();
    await bench.pool.query('update read_models.table_sets set projection_version = 0');
    await expect(views.head(LEDGER)).rejects.toBeInstanceOf(ReadModelNotReady);
    const switched = new Promise((resolve) => {
      start({ onProgress: ({ phase }) => phase === 'switched' && resolve(phase) });
    });
    await switched;
    await reach(events.length - 1);
    expect(await digest()).toBe(expected);
  });

  it('says what is not there yet', async () => {
    await expect(views.head(LEDGER)).rejects.toBeInstanceOf(ReadModelNotReady);
    start();
    await settled(async () => views.head(LEDGER).catch((error) => error instanceof UnknownLedger));
    await append(bench.store, events.slice(0, 5));
    await reach(4);
    await expect(new RevisionWaiter(views, 1).waitFor(LEDGER, 5n, 10)).rejects.toEqual(
      expect.objectContaining({ name: ReadModelBehind.name, head: 4n }),
    );
    await expect(views.open(LEDGER, { asOf: '2017-01-01', atRevision: 5n })).rejects.toMatchObject({
      name: 'RevisionNotYet',
      head: 4n,
    });
    await expect(views.revisionAt(LEDGER, '2016-12-31')).rejects.toBeInstanceOf(NothingRecordedYet);
    const { revision } = await views.revisionAt(LEDGER, '2030-01-01');
    expect(revision).toBe(4n);
    const third = events[3]?.data.recordedAt ?? '';
    expect((await views.revisionAt(LEDGER, third)).revision).toBe(3n);
  });

  it('is migrated by several processes at once', async () => {
    const sources = [1, 2, 3].map(() => createReadModelDataSource(bench.url));
    await Promise.all(sources.map(migrateReadModels));
    await Promise.all(sources.map((one) => one.destroy()));
    const { rows } = await bench.pool.query('select name from read_models.migrations');
    expect(rows).toHaveLength(1);
  });
});

const toReserved = (path: string) => path.replace('/available', '/reserved') as never;

/** Asks until the answer is true; the suite's own time limit ends it. */
const settled = async (condition: () => Promise<unknown>): Promise<void> => {
  for (;;) {
    const answer = await condition().catch(() => false);
    if (answer === true) return;
  }
};
