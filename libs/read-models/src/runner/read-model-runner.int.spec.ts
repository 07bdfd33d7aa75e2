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
import { randomHistory } from '../testing/random-history.js';
import { append, decode, LEDGER } from '../testing/recorded.js';
import {
  BESIDE,
  openBench,
  startRunner,
  startTestPostgres,
  type Bench,
  type Running,
} from '../testing/read-model-under-test.js';
import { SetsDiffer } from './compare-sets.js';
import { REBUILD_LOCK } from '../schema/names.js';
import { rebuild, TablesNewer } from './rebuild.js';
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
        `select count(*)::int as entries, count(distinct e.revision)::int as revisions
           from read.entries e join read.ledgers using (ledger_no) where ledger = '${LEDGER}'`,
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

  it('H-02 waits for a table that is away for a moment', async () => {
    await append(bench.store, events.slice(0, 60));
    const first = start();
    await reach(59);
    await first.stop();
    const other = await bench.pool.connect();
    try {
      await other.query('begin; lock table read.set_aside in access exclusive mode');
      const { runner, alarms } = start();
      await settled(async () => {
        const waiting = await other.query('select from pg_locks where not granted');
        return waiting.rowCount !== 0;
      });
      await other.query('alter table read.set_aside rename to away; commit');
      await settled(async () => runner.state === 'outage');
      await other.query('alter table read.away rename to set_aside');
      await append(bench.store, events.slice(60));
      await reach(events.length - 1);
      expect(alarms).toEqual([]);
    } finally {
      other.release(true);
    }
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

  it('H-01b adds each entry to its own ledger after a restart with twelve others', async () => {
    await append(bench.store, events.slice(0, 60));
    const first = start();
    await reach(59);
    await first.stop();
    start();
    for (const [n, ledger] of BESIDE.entries())
      await append(bench.store, randomHistory(1_000 + n, 4).events.slice(lengthOf(n)), ledger);
    await append(bench.store, events.slice(60));
    await reach(events.length - 1);
    // Rows of one ledger in the tables of another would differ from those that a rebuild makes.
    const { compared } = await rebuild({ pool: bench.pool, store: bench.store, decode });
    expect(compared).toBe(true);
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

  it('never rebuilds tables of a newer version to an older one', async () => {
    await append(bench.store, events.slice(0, 10));
    const first = start();
    await reach(9);
    await first.stop();
    await bench.pool.query('update read_models.table_sets set projection_version = 1000000');
    const outages: unknown[] = [];
    start({ onOutage: (error) => outages.push(error) });
    await settled(async () => outages.some((error) => error instanceof TablesNewer));
    const { rows } = await bench.pool.query(
      'select projection_version as v from read_models.table_sets',
    );
    expect(rows).toEqual([{ v: 1_000_000 }]);
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
    expect(rows).toHaveLength(2);
  });
});

/** Entries of a ledger beside from the start. */
const lengthOf = (n: number): number => randomHistory(1_000 + n, 2).events.length;

/** Asks until the answer is true; the suite's own time limit ends it. */
const settled = async (condition: () => Promise<unknown>): Promise<void> => {
  for (;;) {
    const answer = await condition().catch(() => false);
    if (answer === true) return;
    // A condition that only looks at memory would otherwise keep everything else from happening.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
