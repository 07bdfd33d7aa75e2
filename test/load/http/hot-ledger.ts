import { benchUnits, OPENS_ON } from '../workload/commands.js';
import { quantity, type BenchClient } from './bench-client.js';

const COUNTIES = 8;
const document = { number: '压测〔2001〕1号', issuer: '压测', date: OPENS_ON };
const ISSUED_MU = 400_000_000;

/** A ledger whose counties hold more than a load can reserve. Tells their lots. */
export const openHotLedger = async (client: BenchClient): Promise<readonly string[]> => {
  const counties = benchUnits(98)
    .filter(({ level }) => level === 'county')
    .slice(0, COUNTIES);
  await client.post('', { unit: '330000', name: '压测省', opensOn: OPENS_ON, clock: 'driven' });
  await client.post('/330000/units', { units: benchUnits(98) });
  await client.post('/330000/issuances', {
    indicator: 'annual',
    planYear: 2001,
    planKind: 'pool',
    quantity: quantity(ISSUED_MU),
    effectiveOn: OPENS_ON,
    document,
  });
  await client.post('/330000/allocations', {
    fromUnit: '330000',
    lot: 'open-330000-issuances.1',
    to: counties.map(({ unitId }) => ({ unit: unitId, quantity: quantity(ISSUED_MU / COUNTIES) })),
    effectiveOn: OPENS_ON,
    document,
  });
  return counties.map(({ unitId }, i) => `${unitId} open-330000-allocations.${i + 1}`);
};

/** Body of the nth reservation on it. */
export const reservation = (lots: readonly string[], n: number): string => {
  const [unit, lot] = (lots[n % lots.length] ?? '').split(' ');
  return JSON.stringify({
    unit,
    draws: [{ lot, quantity: quantity(2) }],
    project: `2001-330402-41-03-${String(n % 1_000_000).padStart(6, '0')}-000`,
    expiresOn: '2001-12-31',
    effectiveOn: OPENS_ON,
    document,
  });
};
