import { exactPercent, meetsFloor, shownMu } from './figures.js';

/** Hundredths of 亩 in whole units. */
const mu = (hundredths: number): bigint => BigInt(hundredths) * 2_000n;

describe('a share against its floor', () => {
  it.each([
    ['3 900 of 13 000', 390_000, 1_300_000, 30, true],
    ['3 899.99 of 13 000', 389_999, 1_300_000, 30, false],
    ['780 of 13 000', 78_000, 1_300_000, 6, true],
    ['779.99 of 13 000', 77_999, 1_300_000, 6, false],
    ['3 899.70 of 12 999', 389_970, 1_299_900, 30, true],
    ['3 899.69 of 12 999', 389_969, 1_299_900, 30, false],
    ['779.94 of 12 999', 77_994, 1_299_900, 6, true],
    ['779.93 of 12 999', 77_993, 1_299_900, 6, false],
  ])('%s', (_name, part, whole, floor, expected) => {
    expect(meetsFloor(mu(part), mu(whole), floor)).toBe(expected);
  });

  it('is shown as it is, and as a fraction where no decimal ends', () => {
    expect(exactPercent(3_900n, 13_000n)).toBe('30');
    expect(exactPercent(1_625n, 26_000n)).toBe('6.25');
    expect(exactPercent(1n, 200n)).toBe('0.5');
    expect(exactPercent(1n, 3n)).toBe('100/3');
  });
});

it('shows 亩 without decimals that say nothing', () => {
  expect([mu(1_300_000), mu(81_250)].map(shownMu)).toEqual(['13000', '812.5']);
});
