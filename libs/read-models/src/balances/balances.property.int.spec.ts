import { ANNUAL, SCALE } from '#domain';
import { brute, type BruteGroup } from '../testing/brute-balances.js';
import { plainLegs } from '../testing/brute-force.js';
import { append, decode, LEDGER } from '../testing/recorded.js';
import { openBench, startTestPostgres, type Bench } from '../testing/read-model-under-test.js';
import { randomHistory } from '../testing/random-history.js';
import { randomBelow } from '../testing/synthetic-log.js';
import { LedgerViews } from '../queries/ledger-views.js';
import { select, type TextRow } from '../queries/sql.js';
import type { LedgerView } from '../queries/view.js';
import { rebuild } from '../runner/rebuild.js';
import { balances, type BalancesAsked } from './balances.js';
import { lotMovementSql, type LotSums, type MovementFilters } from './movement-sql.js';

/** A short history far apart reaches every part of the sum: year cells, month cells, and legs of both ends. */
const HISTORIES = [
  { seed: 1, entries: 300, fillers: 0, points: 8 },
  { seed: 2, entries: 300, fillers: 25, points: 8 },
  { seed: 3, entries: 250, fillers: 300, points: 12 },
];

const GROUPS: readonly BruteGroup[] = [
  [],
  ['unit'],
  ['unit', 'planYear', 'planKind'],
  ['lot'],
  ['unit', 'lot'],
  ['planYear'],
];

const EVERYTHING: MovementFilters = {
  apart: { unit: true, planYear: true, planKind: true },
  units: 'all',
  indicator: false,
  planYear: false,
  planKind: false,
};

describe('balances over random histories', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  let bench: Bench;
  beforeAll(async () => {
    server = await startTestPostgres();
  });
  afterAll(() => server.stop());
  afterEach(() => bench.close());

  /** Both ways to the sums of all lots, whichever the number of later legs would choose. */
  const byLot = async (
    { ledgerNo, at }: LedgerView,
    from: LotSums,
  ): Promise<readonly TextRow[]> => {
    const values = [ledgerNo, at.asOf, at.revision, null, null, null, null, null];
    const sql = `${lotMovementSql(EVERYTHING, from)} order by 1, 2, 3, 4, 5, 6, 7`;
    return select(bench.pool, `by_lot_${from}`, sql, values);
  };

  it.each(HISTORIES)(
    'are those of the plain rules at any day and revision: %j',
    async (one) => {
      const { seed, entries, fillers, points } = one;
      const { events } = randomHistory(seed, entries, fillers);
      bench = await openBench(server);
      await append(bench.store, events);
      await rebuild({ pool: bench.pool, store: bench.store, decode });
      const views = new LedgerViews(bench.pool);
      const below = randomBelow(seed);
      for (let point = 0; point < points; point += 1) {
        const revision = point === 0 ? events.length - 1 : 2 + below(events.length - 2);
        const asOf = events[2 + below(events.length - 2)]?.data.effectiveOn ?? '2017-01-01';
        const view = await views.open(LEDGER, { asOf, atRevision: BigInt(revision) });
        expect(await byLot(view, 'less-later')).toEqual(await byLot(view, 'of-earlier'));
        const legs = plainLegs(events, asOf, revision);
        for (const groupBy of GROUPS) {
          const asked: BalancesAsked = { groupBy };
          const { rows } = await balances(bench.pool, view, asked);
          expect(rows).toEqual(brute(legs, groupBy, [ANNUAL, SCALE]));
        }
      }
    },
    120_000,
  );
});
