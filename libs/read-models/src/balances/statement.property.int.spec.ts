import { addDays, formatDay, parseDay } from '#domain';
import { plainColumn, plainLegs } from '../testing/brute-force.js';
import { fill, type Filled } from '../testing/filled.js';
import { randomHistory } from '../testing/random-history.js';
import { startTestPostgres } from '../testing/read-model-under-test.js';
import { randomBelow } from '../testing/synthetic-log.js';
import { INFLOWS, OUTFLOWS } from '../classification/flows.js';
import { statement } from './statement.js';

const SEED = 11;
const POINTS = 15;
const NAMES = ['total', 'farmland', 'cultivated'];
const BUCKETS = [
  'available',
  'reserved',
  'consumed',
  'voided',
  'overused',
  'advance',
  'debt',
] as const;

describe('statements over a random history', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  let filled: Filled;
  const { events } = randomHistory(SEED, 300);
  beforeAll(async () => {
    server = await startTestPostgres();
    filled = await fill(server, events);
  }, 60_000);
  afterAll(async () => {
    await filled.close();
    await server.stop();
  });

  it('are those of the plain rules', async () => {
    const below = randomBelow(SEED);
    const dayIn = () => events[2 + below(events.length - 2)]?.data.effectiveOn ?? '2017-01-01';
    for (let point = 0; point < POINTS; point += 1) {
      const [from = '', to = ''] = [dayIn(), dayIn()].toSorted();
      const revision = 2 + below(events.length - 2);
      const unit = ['u-p', 'u-t', 'u-c', 'u-d'][below(4)] ?? 'u-c';
      const { lots } = await statement(filled.pool, await filled.view(to, revision), {
        unit,
        from,
        to,
      });
      const dayBefore = formatDay(addDays(parseDay(from) ?? (0 as never), -1));
      const after = plainLegs(events, to, revision).filter((leg) => leg.unit === unit);
      const before = plainLegs(events, dayBefore, revision).filter((leg) => leg.unit === unit);
      expect(lots.map(({ lot }) => lot)).toEqual(
        [...new Set(after.map(({ lot }) => lot.lot))].toSorted(),
      );
      for (const { lot, indicator, opening, movements, closing } of lots) {
        const names = indicator === 'scale' ? ['total'] : NAMES;
        const [of, was] = [after, before].map((legs) => legs.filter((leg) => leg.lot.lot === lot));
        const zero = names.map(() => 0n);
        for (const bucket of BUCKETS) {
          const sign = ['overused', 'advance', 'debt'].includes(bucket) ? -1n : 1n;
          const held = (legs: typeof after = []) =>
            plainColumn(legs, bucket, names).map((one) => sign * one);
          expect(opening.get(bucket) ?? zero).toEqual(held(was));
          expect(closing.get(bucket) ?? zero).toEqual(held(of));
        }
        for (const flow of [...INFLOWS, ...OUTFLOWS]) {
          const then = plainColumn(was ?? [], flow, names);
          const moved = plainColumn(of ?? [], flow, names).map((one, i) => one - (then[i] ?? 0n));
          expect(movements.get(flow) ?? zero).toEqual(moved);
        }
      }
    }
  });
});
