import { formatExactly, formatHa, formatKg, formatMu, showArea } from './format.js';

describe('showArea', () => {
  it('T-01: 610 亩 are 40.6667 公顷, rounded', () => {
    expect(showArea(122_000_000n)).toEqual({
      amount: '122000000',
      mu: '610.0000',
      ha: '40.6667',
      rounded: ['ha'],
    });
  });

  it('T-02: 300 亩 are 20 公顷 exactly', () => {
    expect(showArea(60_000_000n)).toEqual({ amount: '60000000', mu: '300.0000', ha: '20.0000' });
  });

  it('T-03: three rows of 1 亩 are 0.2000 公顷, not three times 0.0667', () => {
    const row = 200_000n;
    expect(showArea(row).ha).toBe('0.0667');
    expect(showArea(row + row + row)).toEqual({ amount: '600000', mu: '3.0000', ha: '0.2000' });
  });

  it.each([
    [0n, '0.0000', '0.0000', undefined],
    [1n, '0.0000', '0.0000', ['mu', 'ha']],
    [-1n, '0.0000', '0.0000', ['mu', 'ha']],
    [10n, '0.0001', '0.0000', ['mu', 'ha']],
    [-10n, '-0.0001', '0.0000', ['mu', 'ha']],
    [9n, '0.0000', '0.0000', ['mu', 'ha']],
    [150n, '0.0008', '0.0001', ['mu', 'ha']],
    [-150n, '-0.0008', '-0.0001', ['mu', 'ha']],
    [300n, '0.0015', '0.0001', undefined],
    [20n, '0.0001', '0.0000', ['ha']],
    [-60_000_000n, '-300.0000', '-20.0000', undefined],
    [1_300_000_000_000n, '6500000.0000', '433333.3333', ['ha']],
  ])('shows %s units as %s 亩 and %s 公顷', (amount, mu, ha, rounded) => {
    const expected = { amount: String(amount), mu, ha };
    expect(showArea(amount)).toEqual(rounded ? { ...expected, rounded } : expected);
  });
});

describe('the formats', () => {
  it('take the decimals asked for', () => {
    expect(formatMu(122_000_000n, 2)).toBe('610.00');
    expect(formatMu(100_000n, 0)).toBe('1');
    expect(formatHa(122_000_000n, 8)).toBe('40.66666667');
    expect(formatKg(1_234_567n)).toBe('1234.567');
    expect(formatKg(-500n, 0)).toBe('-1');
  });

  it('state exactly or not at all', () => {
    expect(formatExactly(122_000_000n, 'mu')).toBe('610');
    expect(formatExactly(122_000_000n, 'wanMu')).toBe('0.061');
    expect(formatExactly(122_000_000n, 'ha')).toBeUndefined();
    expect(formatExactly(1n, 'm2')).toBeUndefined();
    expect(formatExactly(-3n, 'm2')).toBe('-0.01');
    expect(formatExactly(100n, 'unit')).toBe('100');
    expect(formatExactly(100_000_000n, 't')).toBe('100');
  });
});
