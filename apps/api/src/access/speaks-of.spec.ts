import { speaksOf } from './speaks-of.js';

describe('H-24 a token', () => {
  it.each([
    ['u-330402', '330000', true],
    ['u-330402', '340000', false],
    ['u-330110-2', '340000', false],
    ['330402', '330000', true],
    ['u-west', '340000', true],
    ['', '330000', true],
  ])('of unit %j in ledger %s: %s', (unit, ledger, speaks) => {
    expect(speaksOf({ unit }, ledger)).toBe(speaks);
  });
});
