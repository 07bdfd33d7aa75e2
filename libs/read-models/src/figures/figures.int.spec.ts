import type { LedgerEvent } from '#domain';
import { plainLegs } from '../testing/brute-force.js';
import { fill, type Filled } from '../testing/filled.js';
import { fullYear } from '../testing/full-year.js';
import {
  BESIDE,
  openBench,
  startTestPostgres,
  type Bench,
} from '../testing/read-model-under-test.js';
import { randomHistory } from '../testing/random-history.js';
import { append, decode, LEDGER } from '../testing/recorded.js';
import { rebuild } from '../runner/rebuild.js';
import { figures, type Figures } from './figures.js';

const FOREVER = '9999-12-31';
const TOTAL = 'annual total';

/** What stands in a bucket at the end, leg by leg. */
const heldBy = (events: readonly LedgerEvent[], bucket: string, component: string): bigint => {
  let sum = 0n;
  for (const leg of plainLegs(events, FOREVER, events.length))
    if (leg.bucket === bucket && leg.lot.indicator === 'annual')
      sum += leg.sign * (leg.quantity[component] ?? 0n);
  return sum;
};

/** When each reservation of which something is left was opened. */
const openSince = (events: readonly LedgerEvent[]): string[] => {
  const left = new Map<string, bigint>();
  for (const leg of plainLegs(events, FOREVER, events.length)) {
    if (leg.bucket !== 'reserved' || leg.reservation === undefined) continue;
    const amount = leg.sign * (leg.quantity['total'] ?? 0n);
    left.set(leg.reservation, (left.get(leg.reservation) ?? 0n) + amount);
  }
  return events.flatMap(({ type, data }) =>
    type === 'QuotaReserved' && (left.get(data.reservation.reservation) ?? 0n) !== 0n
      ? [data.effectiveOn]
      : [],
  );
};

const notBeside = <Of extends { readonly ledger: string }>(all: readonly Of[]): readonly Of[] =>
  all.filter(({ ledger }) => !BESIDE.includes(ledger));

const annual = ({ held }: Figures, component: string) =>
  held.find(
    (one) => one.ledger === LEDGER && one.indicator === 'annual' && one.component === component,
  );

describe('the figures of the ledgers', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  const open: Bench[] = [];
  const filled = async (events: readonly LedgerEvent[]): Promise<Filled> => {
    const one = await fill(server, events);
    open.push(one);
    return one;
  };
  beforeAll(async () => {
    server = await startTestPostgres();
  }, 60_000);
  afterAll(async () => {
    for (const one of open) await one.close();
    await server.stop();
  });

  it('are the sums of the legs, and as old as the oldest open reservation', async () => {
    const { events } = randomHistory(23, 200);
    const found = await figures((await filled(events)).pool);
    for (const component of ['total', 'farmland', 'cultivated'])
      expect(annual(found, component)).toEqual({
        ledger: LEDGER,
        indicator: 'annual',
        component,
        available: heldBy(events, 'available', component),
        reserved: heldBy(events, 'reserved', component),
      });
    expect(annual(found, 'total')?.available).not.toBe(0n);
    expect(annual(found, 'total')?.reserved).not.toBe(0n);
    const [oldest = ''] = openSince(events).toSorted();
    expect(oldest).not.toBe('');
    expect(notBeside(found.oldest)).toEqual([{ ledger: LEDGER, effectiveOn: oldest }]);
  });

  it('leave out what is no area', async () => {
    const { held } = await figures((await filled(fullYear().events)).pool);
    expect(held.map(({ indicator }) => indicator)).not.toContain('grain');
    expect(held).not.toEqual([]);
  });

  it('keep ledgers apart', async () => {
    const { events } = fullYear();
    const until = (entryId: string): LedgerEvent[] =>
      events.slice(0, events.findIndex(({ data }) => data.entryId === entryId) + 1);
    const bench = await openBench(server);
    open.push(bench);
    const { pool, store } = bench;
    const ledgers = new Map([
      [LEDGER, until('r-1')],
      ['340000', until('issue')],
    ]);
    for (const [ledger, of] of ledgers) await append(store, of, ledger);
    await rebuild({ pool, store, decode });
    const { held, oldest } = await figures(pool);
    const totals = notBeside(held).filter(
      ({ indicator, component }) => `${indicator} ${component}` === TOTAL,
    );
    expect(totals.map(({ ledger, available, reserved }) => [ledger, available, reserved])).toEqual(
      [...ledgers].map(([ledger, of]) => [
        ledger,
        heldBy(of, 'available', 'total'),
        heldBy(of, 'reserved', 'total'),
      ]),
    );
    // Both hold the reservation that was brought forward.
    expect(notBeside(oldest).map(({ ledger }) => ledger)).toEqual([...ledgers.keys()]);
  });

  it('are none while there are no tables', async () => {
    const { pool } = await filled([]);
    await pool.query('drop schema read cascade');
    await expect(figures(pool)).rejects.toThrow('read.');
  });
});
