import {
  allocate,
  allocatedLedger,
  asked,
  balancesOf,
  codeOf,
  openedLedger,
  refusalOf,
  reverse,
  type World,
} from '../testing/index.js';

const MOST = (1n << 53n) - 1n;
const all = (total: bigint) => ({ total, farmland: 0n, cultivated: 0n });
const advance = (world: World, entryId: string, total: bigint, unit = '330402') =>
  asked(world, 'AdvanceQuota', {
    entryId,
    unit,
    indicator: 'annual',
    planYear: 2017,
    planKind: 'pool',
    use: 'available',
    quantity: all(total),
  });

describe('H-03 no amount, sum or balance leaves ± (2^53 − 1)', () => {
  it('an amount', () => {
    const world = openedLedger();
    expect(refusalOf(world, advance(world, 'ad', MOST + 1n))).toEqual({
      code: 'amount-too-large',
      facts: {
        indicator: 'annual',
        component: 'total',
        asked: String(MOST + 1n),
        limit: String(MOST),
      },
    });
    world.post(advance(world, 'ad', MOST));
  });

  it('what several lots hold together, of one unit or of many, and it can be undone', () => {
    const world = openedLedger();
    world.post(advance(world, 'ad', MOST - 5n));
    expect(refusalOf(world, advance(world, 'ad2', 6n))).toEqual({
      code: 'amount-too-large',
      facts: {
        account: 'u-330402/ad2.1/advance',
        indicator: 'annual',
        component: 'total',
        asked: String(MOST + 1n),
        limit: String(MOST),
      },
    });
    expect(codeOf(world, advance(world, 'ad2', 6n, '330411'))).toBe('amount-too-large');
    world.post(advance(world, 'ad2', 5n, '330411'));
    world.post(reverse(world, 'ad'), advance(world, 'ad3', MOST - 5n));
  });

  it('on any day, also on one before it was undone', () => {
    const world = openedLedger();
    world.post(advance(world, 'ad', MOST)).advanceTo('2017-07-03');
    world.post(reverse(world, 'ad'));
    const early = advance(world, 'ad2', 1n);
    const dated = { ...early, data: { ...early.data, effectiveOn: '2017-07-01' } };
    expect(codeOf(world, dated as typeof early)).toBe('amount-too-large');
    world.post(early);
  });

  it('what the postings of one entry come to', () => {
    const world = allocatedLedger();
    const half = [1n, 2n].map(() => ({ unit: '330402', quantity: all(MOST / 2n + 1n) }));
    expect(codeOf(world, allocate(world, { to: half }))).toBe('insufficient-balance');
    world.post(asked(world, 'CloseBooks', { entryId: 'cb', through: '2017-06-01' }));
    expect(world.state.totals.get('annual')?.days).toHaveLength(1);
    expect(balancesOf(world)).toMatchObject({ 'u-330402/a.1/available': '1000' });
  });
});
