import { addDays, firstDayOf, formatDay } from '#domain';
import { balances, LedgerViews } from '#read-models';
import type { BenchLog } from '../bench-database.js';
import { percentile, type Figure } from '../figure.js';
import { benchUnits, FIRST_YEAR } from '../workload/commands.js';
import { Random } from '../workload/random.js';
import { LEDGER } from '../workload/written-log.js';

const QUERIES = 2_000;
const WARM_UP = 100;
const DAYS = 20 * 365;

/** The clerk's table of one county and plan year, on a random day as known at a random revision. */
export const asOfLatency = async ({ owner }: BenchLog): Promise<Figure> => {
  const views = new LedgerViews(owner);
  const head = await views.head(LEDGER);
  const random = new Random(7);
  const counties = benchUnits(98).filter(({ level }) => level === 'county');
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + QUERIES; i += 1) {
    const asOf = formatDay(addDays(firstDayOf(FIRST_YEAR), 30 + random.below(DAYS - 30)));
    const atRevision = BigInt(10 + random.below(Number(head.revision) - 10));
    const { unitId } = random.pick(counties);
    const startedAt = performance.now();
    const view = await views.open(LEDGER, { asOf, atRevision });
    await balances(owner, view, { unit: unitId, planYear: Number(asOf.slice(0, 4)) });
    if (i >= WARM_UP) times.push(performance.now() - startedAt);
  }
  const p99 = percentile(times, 0.99);
  return {
    name: 'balance at any asOf × atRevision, p99',
    value: p99,
    unit: 'ms',
    judged: p99,
    limit: { atMost: 5 },
    note: `${QUERIES} queries; p50 ${percentile(times, 0.5).toFixed(2)} ms`,
  };
};
