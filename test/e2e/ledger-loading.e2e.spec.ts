import { FoldsAside, Sequencer, SnapshotWriter, type Snapshot } from '#event-store';
import { MemoryEventStore, MemorySnapshotStore } from '#event-store/memory';
import { ledgerModel } from '#ledger-stream';
import { systemClock } from '#platform';
import { startBenchDatabase, type BenchDatabase } from '../load/bench-database.js';
import { loadLog } from '../load/measures/append-rate.js';
import { openDoor, type Door } from './door.js';
import { expectProblem } from './expect-problem.js';
import { addressOf, Workplace } from './programs.js';
import { annual, DOCUMENT, LEDGER, openLedger, PROVINCE } from './story.js';

const STREAM = 'ledger-330000';
const ISSUED = {
  ...{ indicator: 'annual', planYear: 2017, planKind: 'pool', effectiveOn: '2017-03-01' },
  ...{ quantity: annual('100', '50', '20'), document: DOCUMENT },
};
const COUNTY = 'county@330402';

/** A door whose process folds the ledger beside its requests, and is not done before it is told. */
const doorThatLoads = async (store: MemoryEventStore) => {
  const snapshots = new MemorySnapshotStore();
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const folds = new FoldsAside({
    ...{ store, snapshots, tailMax: 0 },
    fold: async (stream, _signal, onEvents): Promise<Snapshot | undefined> => {
      onEvents(1);
      await new Promise((resolve) => setTimeout(resolve, 20));
      onEvents(2);
      await gate;
      const made = new MemorySnapshotStore();
      const options = { store, snapshots: made, model: ledgerModel, stream, everyEvents: 1 };
      await new SnapshotWriter(options).write();
      return (await made.latest(stream, ledgerModel.foldVersion)) ?? undefined;
    },
  });
  const sequencer = new Sequencer({
    ...{ store, model: ledgerModel, clock: systemClock, snapshots: folds, patienceMs: 100 },
  });
  const door = await openDoor({
    ...{ store, sequencer },
    building: () => ({ zh: '20 条,读取中', en: '20 entries, reading' }),
  });
  const isUnderWay = async (): Promise<void> => {
    await door.post(PROVINCE, `${LEDGER}/issuances`, 'ask', ISSUED);
    while (folds.folding(STREAM)?.msLeft === undefined) await new Promise(setImmediate);
  };
  return { door, letGo, isUnderWay };
};

describe('L-04 a ledger that is still being folded', () => {
  let door: Door;
  afterEach(() => door.close());

  it('answers posts at once with how far it is, in the words of the clerk, and then takes them', async () => {
    const store = new MemoryEventStore();
    const before = await openDoor({ store });
    await openLedger(before, '2017-06-30');
    await before.close();

    const loading = await doorThatLoads(store);
    door = loading.door;
    await loading.isUnderWay();
    const post = (language: string) =>
      door.ask(`${LEDGER}/issuances`, {
        ...{ as: PROVINCE, body: ISSUED },
        headers: { 'idempotency-key': 'i-1', 'accept-language': language },
      });
    const refused = await post('zh');
    expectProblem(refused, 503, 'ledger-loading');
    const { ofAbout } = refused.body as { ofAbout: number };
    expect(refused.body).toMatchObject({
      ...{ title: '台账正在读入内存,暂不能办理', events: 2, secondsLeft: expect.any(Number) },
      detail: expect.stringMatching(
        new RegExp(
          `^本次未入账,请稍后用同一幂等键重新提交。已读入 2 条,共约 ${ofAbout} 条。预计还需 \\d+ 秒。$`,
        ),
      ),
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await post('en')).body).toMatchObject({
      detail: expect.stringMatching(
        /^Nothing was recorded: send it again later under the same key\. 2 of about \d+ entries are read\. It takes about \d+ s more\.$/,
      ),
    });
    // Whoever reads is told the same where the answer needs the ledger, by every door.
    expectProblem(await door.ask(`${LEDGER}/stream`, { as: COUNTY }), 503, 'ledger-loading');

    const later = { as: PROVINCE, body: ISSUED, headers: { 'idempotency-key': 'i-1' } };
    loading.letGo();
    for (;;) {
      const answer = await door.ask(`${LEDGER}/issuances`, later);
      if (answer.status !== 503) {
        expect(answer.status).toBe(201);
        break;
      }
    }
  });
});

describe('L-04 a process that finds a long log without a snapshot', () => {
  let database: BenchDatabase;
  let place: Workplace;
  beforeAll(async () => {
    database = await startBenchDatabase();
    place = await Workplace.open();
  }, 60_000);
  afterAll(async () => {
    await place?.close();
    await database?.stop();
  }, 60_000);

  it('folds it once, in a thread, from the start on, and keeps the snapshot', async () => {
    const log = await database.newLog();
    try {
      await loadLog(log, 20_500, () => undefined);
      const { rows } = await log.owner.query<{ head: string }>(
        `select max(revision) as head from event_store.events where stream = '${STREAM}'`,
      );
      // Nobody follows here: only the fold of the start can have made a snapshot.
      const server = place.server({
        MULEDGER_DATABASE_URL: log.ownerUrl,
        MULEDGER_ROLE: 'api',
        MULEDGER_LOG_LEVEL: 'info',
        MULEDGER_LOG_FORMAT: 'json',
      });
      await addressOf(server);
      await server.says(/a ledger is folded: \d+ of about \d+ entries of ledger-330000/);
      await server.says(/a ledger is folded"/);
      for (;;) {
        const kept = await log.snapshots.latest(STREAM, ledgerModel.foldVersion);
        if (kept) {
          expect(String(kept.revision)).toBe(rows[0]?.head);
          break;
        }
      }
    } finally {
      await log.close();
    }
  }, 120_000);
});
