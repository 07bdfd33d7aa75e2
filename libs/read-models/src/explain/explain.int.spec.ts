import type { Pool, PoolClient } from 'pg';
import { balances } from '../balances/balances.js';
import { statement } from '../balances/statement.js';
import { entriesOfDocument, entryById } from '../entries/entries.js';
import { journal } from '../journal/journal.js';
import { lineage, lotDetail } from '../lots/lots.js';
import { LedgerViews } from '../queries/ledger-views.js';
import type { LedgerView } from '../queries/view.js';
import { reservations } from '../reservations/reservations.js';
import { rebuild } from '../runner/rebuild.js';
import { explain, watched, type Explained } from '../testing/explained.js';
import { openBench, startTestPostgres, type Bench } from '../testing/read-model-under-test.js';
import { appendAll, decode, LEDGER } from '../testing/recorded.js';
import { countyId, FIRST_YEAR, syntheticLog } from '../testing/synthetic-log.js';

/** Enough that a plan which reads a whole table is told from one which does not; the million is `npm run soak:explain`. */
const ENTRIES = Number(process.env['EXPLAIN_ENTRIES'] ?? 60_000);
const PLAN_YEARS = 5;
const LIMIT = 10;
/**
 * Rows that a page of ten may look at: of 86 counties one page each, the joins of a row, and the entries of the day on
 * which a page ends. It does not grow with the log.
 */
const LOOKED_MAX = 12_000;
/** A table of all units adds up the cells of all of them, and the legs that stand in none yet: at most those of 4 096 entries. */
const SUMMED_MAX = 60_000;

type Read = (pool: Pool, view: LedgerView) => Promise<unknown>;

const YEAR = FIRST_YEAR + PLAN_YEARS - 1;
const COUNTY = countyId(3);
const AS_OF = `${YEAR}-12-31`;
const LONG_AGO = `${FIRST_YEAR + 1}-06-30`;
const PROJECT = `${FIRST_YEAR}-330402-41-03-000900`;
const ENTRY = `${FIRST_YEAR}-0000900-4d1c-9e0a-5b7f3c2a`;
const LOT = `${FIRST_YEAR}-0000005-4d1c-9e0a-5b7f3c2a.1`;

const UNITS = {
  'of all units': {},
  'of a county': { unit: COUNTY },
  'of a city and below': { unit: 'u-t1', subtree: true },
} as const;

const JOURNAL = {
  'without a filter': {},
  'of a lot': { lot: LOT },
  'of a project': { project: PROJECT },
  'of a document': { document: `国土资发〔${FIRST_YEAR}〕1号` },
  'of a document of everything': { document: '示例〔2005〕1号' },
  'of an approval': { approval: `浙土字A〔${FIRST_YEAR}〕-1000` },
  'of a common kind': { entryKind: 'QuotaConsumed' },
  'of a rare kind': { entryKind: 'QuotaAllocated' },
  'of a kind that never was': { entryKind: 'QuotaTransferred' },
  'of an actor': { actor: 'clerk-1' },
  'of nobody': { actor: 'nobody' },
  'of days': { from: `${YEAR}-03-01`, to: `${YEAR}-03-31` },
} as const;

const RESERVATIONS = {
  'without a filter': {},
  'that are open': { open: true },
  'that are not open': { open: false },
  'of a project': { project: PROJECT },
  'of no project': { project: 'none' },
  'of a lot': { lot: LOT },
  'of a lot that are open': { lot: LOT, open: true },
  'of a project that are open': { project: PROJECT, open: true },
} as const;

const SUMS = {
  'by default': {},
  'of an indicator': { indicator: 'annual' },
  'of a plan year': { planYear: YEAR },
  'of a plan kind': { planKind: 'base' },
  'of a lot': { lot: LOT },
  'by unit': { groupBy: ['unit'] },
  'by plan year': { groupBy: ['planYear'] },
  'by plan kind': { groupBy: ['planKind'] },
  'by lot': { groupBy: ['unit', 'lot'] },
} as const;

function* reads(): Generator<readonly [string, Read, number]> {
  for (const [units, asked] of Object.entries(UNITS)) {
    for (const [filter, more] of Object.entries(JOURNAL)) {
      const all = { ...asked, ...more, limit: LIMIT };
      yield [`the journal ${units} ${filter}`, (...at) => journal(...at, all), LOOKED_MAX];
    }
    for (const [filter, more] of Object.entries(RESERVATIONS)) {
      const all = { ...asked, ...more, limit: LIMIT };
      yield [`reservations ${units} ${filter}`, (...at) => reservations(...at, all), LOOKED_MAX];
    }
    for (const [filter, more] of Object.entries(SUMS)) {
      const all = { ...asked, ...more };
      yield [`balances ${units} ${filter}`, (...at) => balances(...at, all), SUMMED_MAX];
    }
  }
  const year = { unit: COUNTY, from: `${YEAR}-01-01`, to: AS_OF, planYear: YEAR };
  const page = { limit: LIMIT };
  yield ['one reservation', (...at) => reservations(...at, { reservation: ENTRY }), LOOKED_MAX];
  yield ['a statement', (...at) => statement(...at, year), LOOKED_MAX];
  yield ['an entry', (pool, view) => entryById(pool, decode, view, ENTRY), LOOKED_MAX];
  yield ['a lot', (...at) => lotDetail(...at, LOT), LOOKED_MAX];
  yield ['the lineage of a lot', (...at) => lineage(...at, LOT), LOOKED_MAX];
  yield [
    'a document',
    (pool, view) => entriesOfDocument(pool, decode, view, '示例〔2005〕1号', page),
    LOOKED_MAX,
  ];
}

describe('H-07 a read looks at what it shows', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  let bench: Bench;
  let client: PoolClient;
  let views: LedgerViews;
  beforeAll(async () => {
    server = await startTestPostgres();
    bench = await openBench(server);
    const { pool, store } = bench;
    await appendAll(store, syntheticLog({ entries: ENTRIES, planYears: PLAN_YEARS }));
    await rebuild({ pool, store, decode });
    client = await pool.connect();
    views = new LedgerViews(pool);
  }, 600_000);
  afterAll(async () => {
    client.release(true);
    await bench.close();
    await server.stop();
  });

  const explained = async (read: Read, view: LedgerView): Promise<Explained[]> => {
    const { pool, sent } = watched(bench.pool);
    await read(pool, view);
    const all: Explained[] = [];
    for (const one of sent) {
      all.push(await explain(client, one, 'for its values'));
      if (one.name) all.push(await explain(client, one, 'for any values'));
    }
    return all;
  };

  it.each([...reads()])('%s', async (_, read, lookedMax) => {
    const now = await views.open(LEDGER, { asOf: AS_OF });
    const then = await views.open(LEDGER, { asOf: LONG_AGO, atRevision: now.at.revision / 3n });
    for (const view of [now, then]) {
      const plans = await explained(read, view);
      expect(plans.length).toBeGreaterThan(0);
      for (const { looked, scanned, parts } of plans) {
        expect({ looked: Math.min(looked, lookedMax), parts }).toEqual({ looked, parts });
        expect(scanned.filter((table) => PAGED.has(table))).toEqual([]);
      }
    }
  });

  it('tells a plan that reads a whole table', async () => {
    const text = `select count(*) from read.legs where c1 > 7`;
    const { looked, scanned } = await explain(client, { text, values: [] }, 'for its values');
    expect(looked).toBeGreaterThan(LOOKED_MAX);
    expect(scanned).toEqual(['legs']);
  });
});

/** Tables that grow with the entries, of which no page reads all. */
const PAGED: ReadonlySet<string> = new Set([
  'entries',
  'legs',
  'reservation_versions',
  'reservation_draws',
]);
