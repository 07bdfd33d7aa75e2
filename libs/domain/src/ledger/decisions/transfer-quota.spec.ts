import {
  accepted,
  allocatedLedger,
  asked,
  city,
  codeOf,
  county,
  heldBy,
  lotIn,
  movedBy,
  mu,
  reverse,
  type World,
} from '../testing/index.js';

type Data = Partial<Parameters<typeof asked<'TransferQuota'>>[2]>;
const transfer = (world: World, data: Data = {}) =>
  asked(world, 'TransferQuota', {
    entryId: 't',
    fromUnit: '330402',
    toUnit: '330411',
    lot: 'a.1',
    quantity: mu(5, 5, 7),
    ...data,
  });

describe('transferQuota (调剂)', () => {
  it('moves what is left of an allowance into a child lot, with price and agreement', () => {
    const world = allocatedLedger();
    const terms = { price: '每亩30万元', agreement: '嘉土调〔2017〕3号' };
    const event = accepted(world, transfer(world, terms), 'QuotaTransferred');
    // 5 total and 7 cultivated: what is left of an allowance need not nest.
    expect(movedBy(event)).toEqual(['u-330402/a.1/available -> u-330411/t.1/available 5/5/7']);
    expect(event.data).toMatchObject({
      fromUnit: 'u-330402',
      toUnit: 'u-330411',
      lot: 'a.1',
      ...terms,
    });
    expect(lotIn(event)).toEqual({
      lot: 't.1',
      unit: 'u-330411',
      indicator: 'annual',
      planYear: 2017,
      planKind: 'pool',
      parent: 'a.1',
      validFrom: '2017-01-01',
      validUntil: '2017-12-31',
    });
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '995/995/993' });
    expect(heldBy(world, 'u-330411')).toEqual({ 't.1/available': '5/5/7' });
  });

  it('is posted, and undone, by a superior of both sides', () => {
    const world = allocatedLedger();
    world.post(transfer(world, { actor: city('330400') }));
    world.post(reverse(world, 't', { actor: city('330400') }));
    expect(heldBy(world, 'u-330411')).toEqual({});
  });

  it.each([
    ['the giving county', { actor: county('330402') }, 'not-permitted'],
    ['the receiving county', { actor: county('330411') }, 'not-permitted'],
    ['a city above one side only', { toUnit: '330104', actor: city('330400') }, 'not-permitted'],
    ['a city that is a side itself', { toUnit: '330400', actor: city('330400') }, 'not-permitted'],
    ['one unit with itself', { toUnit: '330402' }, 'same-unit'],
    ['more than is held', { quantity: mu(1_001) }, 'insufficient-balance'],
    ['a lot of the other side', { fromUnit: '330411', toUnit: '330402' }, 'lot-of-other-unit'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = allocatedLedger();
    expect(codeOf(world, transfer(world, data))).toBe(code);
  });
});
