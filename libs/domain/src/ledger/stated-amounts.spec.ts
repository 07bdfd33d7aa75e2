import { formatHa, formatMu } from '../quantity/index.js';
import { accepted, allocate, area, allocatedLedger, mu, type World } from './testing/index.js';

/** The total that an amount, written as in a document, brings to 南湖. */
const received = (world: World, ...stated: readonly string[]): bigint => {
  const to = stated.map((text) => {
    const total = area(text);
    return { unit: '330402', quantity: { total, farmland: total, cultivated: total } };
  });
  const event = accepted(world, allocate(world, { to }), 'QuotaAllocated');
  return event.data.lots
    .map(({ lot }) => world.balance(`u-330402/${lot}/available`)[0] ?? 0n)
    .reduce((sum, amount) => sum + amount, 0n);
};

describe('amounts as documents state them', () => {
  it('T-01: 610亩 are 122 000 000 units, shown as 40.6667 ha', () => {
    const total = received(allocatedLedger(), '610亩');
    expect(total).toBe(122_000_000n);
    expect(formatHa(total)).toBe('40.6667');
  });

  it('T-02: 300亩 are 20.0000 ha exactly', () => {
    const world = allocatedLedger();
    expect(received(world, '300亩')).toBe(area('20.0000公顷'));
  });

  it('T-03: three rows of 1亩 are 3亩 and 0.2000 ha, not 0.2001', () => {
    const total = received(allocatedLedger(mu(1)), '1亩', '1亩', '1亩');
    expect(formatMu(total)).toBe('3.0000');
    expect(formatHa(total)).toBe('0.2000');
  });
});
