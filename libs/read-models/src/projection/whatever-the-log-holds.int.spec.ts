import { held } from '#domain';
import { balances } from '../balances/balances.js';
import { entriesOfDocument } from '../entries/entries.js';
import { figures } from '../figures/figures.js';
import { journal } from '../journal/journal.js';
import { checkSoundness, fingerprint } from '../queries/checks.js';
import { rebuild } from '../runner/rebuild.js';
import { RevisionWaiter } from '../runner/wait-for.js';
import { fill, type Filled } from '../testing/filled.js';
import { annual, COUNTY, History } from '../testing/history.js';
import { startRunner, startTestPostgres } from '../testing/read-model-under-test.js';
import { append, decode, LEDGER } from '../testing/recorded.js';
import { lot } from '../testing/year-parts.js';

const NEAR_2_62 = 2n ** 62n - 1n;
/** Does not compress: an index would have to hold all of it. */
const LONG = Array.from({ length: 20_000 }, (_, i) =>
  String.fromCodePoint(0x4e00 + ((i * 7_919) % 20_000)),
).join('');
const HOLDER = COUNTY.unitId;

/** Entries that no door lets in today, and that a log of before may hold. */
const added = (history: History): void => {
  for (let n = 1; n <= 5; n += 1) {
    const id = `advance-${n}`;
    history.add('QuotaAdvanced', {
      entryId: id,
      unit: HOLDER,
      use: 'available',
      lots: [lot(`${id}.1`, HOLDER)],
      postings: [
        {
          from: held(HOLDER, `${id}.1`, 'advance'),
          to: held(HOLDER, `${id}.1`, 'available'),
          quantity: annual(NEAR_2_62),
        },
      ],
      document: { number: LONG, issuer: LONG, date: '2017-01-01', title: LONG },
    });
  }
  history.add('EntryAnnotated', {
    entry: 'advance-1',
    revision: '2',
    field: 'document.number',
    was: LONG,
    is: `更正${LONG}`,
    reason: LONG,
  });
  history.add('DayAdvanced', {
    date: '2017-01-02',
    actor: { id: 'a\0b', role: 'operator', unitId: 'u-p' },
  });
  history.add('DayAdvanced', {
    date: '2017-01-03',
    actor: { id: LONG, role: 'operator', unitId: 'u-p' },
    note: 'x\0y',
  });
};

describe('H-03 whatever the log holds', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  let filled: Filled;
  const history = new History('2017-01-01').open();
  beforeAll(async () => {
    server = await startTestPostgres();
    filled = await fill(server, history.events);
    const before = history.events.length;
    added(history);
    const running = startRunner(filled);
    await append(filled.store, history.events.slice(before));
    await new RevisionWaiter(filled.views).waitFor(LEDGER, history.revision, 20_000);
    await running.stop();
    expect(running.alarms).toEqual([]);
  });
  afterAll(async () => {
    await filled.close();
    await server.stop();
  });

  it('the tables take amounts that no bigint holds in sum', async () => {
    const view = await filled.view('2017-12-31');
    const { rows } = await balances(filled.pool, view, { unit: HOLDER });
    expect(rows[0]?.columns.available).toEqual([5n, 5n, 5n].map((n) => n * NEAR_2_62));
    const byLot = await balances(filled.pool, view, { unit: HOLDER, groupBy: ['lot'] });
    expect(byLot.rows).toHaveLength(5);
    const { held } = await figures(filled.pool);
    expect(held.find(({ ledger }) => ledger === LEDGER)?.available).toBe(5n * NEAR_2_62);
    expect(await checkSoundness(filled.pool, view)).toMatchObject({
      wrongBalances: [],
      wrongCells: [],
    });
  });

  it('texts of any length are found', async () => {
    const view = await filled.view('2017-12-31');
    for (const document of [LONG, `更正${LONG}`]) {
      const found = await journal(filled.pool, view, { document });
      expect(found.rows.some(({ entry }) => entry === 'advance-1')).toBe(true);
    }
    const { rows } = await entriesOfDocument(filled.pool, decode, view, `更正${LONG}`);
    expect(rows.map(({ entry }) => entry)).toEqual(['advance-1']);
  });

  it('a rebuild comes to the same', async () => {
    const { pool, store } = filled;
    const before = await fingerprint(pool, await filled.view('2017-12-31'));
    await rebuild({ pool, store, decode });
    expect(await fingerprint(pool, await filled.view('2017-12-31'))).toEqual(before);
  });
});
