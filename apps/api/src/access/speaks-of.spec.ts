import { speaksOf } from './speaks-of.js';

describe('H-24 a token', () => {
  it.each([
    ['u-330402', undefined, '330000', true],
    ['u-330402', undefined, '340000', false],
    ['u-742171', undefined, '742171', true],
    ['742171', undefined, '742171', true],
    ['u-330110-2', undefined, '340000', false],
    ['u-330402', '340000', '340000', false],
    ['u-330402', '340000', '330000', false],
    ['330402', undefined, '330000', true],
    ['330402', undefined, '340000', true],
    ['330402', '330000', '340000', false],
    ['u-west', undefined, '340000', false],
    ['u-west', '340000', '340000', true],
    ['u-west', '330000', '340000', false],
    ['', undefined, '330000', false],
    [undefined, undefined, '330000', true],
    [undefined, '340000', '330000', false],
  ])('of unit %j and province %j in ledger %s: %s', (unit, province, ledger, speaks) => {
    const identity = {
      ...(unit === undefined ? {} : { unit }),
      ...(province === undefined ? {} : { province }),
    };
    expect(speaksOf(identity, ledger)).toBe(speaks);
  });
});
