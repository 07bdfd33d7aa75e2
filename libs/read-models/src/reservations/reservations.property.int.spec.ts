import type { LedgerEvent } from '#domain';
import { plainLegs } from '../testing/brute-force.js';
import { fill, type Filled } from '../testing/filled.js';
import { randomHistory } from '../testing/random-history.js';
import { append, LEDGER } from '../testing/recorded.js';
import { startRunner, startTestPostgres } from '../testing/read-model-under-test.js';
import { randomBelow } from '../testing/synthetic-log.js';
import { checkSoundness } from '../queries/checks.js';
import { RevisionWaiter } from '../runner/wait-for.js';
import { reservations } from './reservations.js';

const SEED = 17;
const POINTS = 60;
/** With fillers, so that reservations live for a few revisions as well as for thousands. */
const { events } = randomHistory(SEED, 300, 12);

const opens = ({ type, data }: LedgerEvent): readonly string[] => {
  if (type === 'QuotaReserved') return [data.reservation.reservation];
  return type === 'BalanceBroughtForward'
    ? data.reservations.map(({ reservation }) => reservation)
    : [];
};

/** Reservations that are there and of which something is left, by the plain rules. */
const openBy = (asOf: string, revision: number, unit: string | undefined): string[] => {
  // The random history also draws on reservations before their day: then they are not there yet.
  const there = new Set(
    events
      .slice(0, revision + 1)
      .filter(({ data }) => data.effectiveOn <= asOf)
      .flatMap(opens),
  );
  const left = new Map<string, Map<string, bigint>>();
  for (const leg of plainLegs(events, asOf, revision)) {
    const { reservation, bucket, account, quantity, sign } = leg;
    if (reservation === undefined || !there.has(reservation) || bucket !== 'reserved') continue;
    if (unit !== undefined && leg.unit !== unit) continue;
    const sums = left.get(reservation) ?? new Map<string, bigint>();
    left.set(reservation, sums);
    for (const [component, amount] of Object.entries(quantity)) {
      const cell = `${account} ${component}`;
      sums.set(cell, (sums.get(cell) ?? 0n) + sign * amount);
    }
  }
  return [...left]
    .filter(([, sums]) => [...sums.values()].some((amount) => amount !== 0n))
    .map(([reservation]) => reservation)
    .toSorted();
};

describe('open reservations over a random history', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  let filled: Filled;
  beforeAll(async () => {
    server = await startTestPostgres();
    // One half is loaded, the other followed: both ways must keep the same draws.
    const half = Math.floor(events.length / 2);
    filled = await fill(server, events.slice(0, half));
    const running = startRunner(filled);
    const waiter = new RevisionWaiter(filled.views);
    for (let at = half; at < events.length; at += 97) {
      await append(filled.store, events.slice(at, at + 97));
      const reached = Math.min(at + 97, events.length) - 1;
      await waiter.waitFor(LEDGER, BigInt(reached), 20_000);
    }
    await running.stop();
  }, 120_000);
  afterAll(async () => {
    await filled.close();
    await server.stop();
  });

  it('are those of the plain rules at any day and revision', async () => {
    const below = randomBelow(SEED);
    let shown = 0;
    for (let point = 0; point < POINTS; point += 1) {
      const revision = point % 5 === 0 ? events.length - 1 : 2 + below(events.length - 2);
      const day = point % 3 === 0 ? revision : 2 + below(events.length - 2);
      const asOf = events[day]?.data.effectiveOn ?? '2017-01-01';
      const view = await filled.view(asOf, revision);
      for (const unit of [undefined, 'u-c', 'u-d']) {
        const { rows } = await reservations(filled.pool, view, {
          ...(unit === undefined ? {} : { unit }),
          open: true,
          limit: 1_000,
        });
        const found = rows.map(({ reservation }) => reservation).toSorted();
        expect(found).toEqual(openBy(asOf, revision, unit));
        shown += found.length;
      }
    }
    // Otherwise nothing was compared.
    expect(shown).toBeGreaterThan(POINTS);
  }, 120_000);

  it('have draws that are the sums of their legs', async () => {
    const view = await filled.view('2099-12-31');
    expect((await checkSoundness(filled.pool, view)).wrongDraws).toEqual([]);
    await filled.pool.query('update read.reservation_draws set c1 = c1 + 1');
    expect((await checkSoundness(filled.pool, view)).wrongDraws).not.toEqual([]);
    await filled.pool.query('update read.reservation_draws set c1 = c1 - 1');
  });
});
