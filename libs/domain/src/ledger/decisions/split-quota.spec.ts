import {
  accepted,
  allocatedLedger,
  asked,
  city,
  codeOf,
  heldBy,
  movedBy,
  mu,
  refusalOf,
  type World,
} from '../testing/index.js';

type Data = Partial<Parameters<typeof asked<'SplitQuota'>>[2]>;
const split = (world: World, data: Data = {}) =>
  asked(world, 'SplitQuota', {
    entryId: 's',
    unit: '330000',
    lot: 'i.1',
    parts: [
      { planKind: 'project', quantity: mu(30_000, 28_000, 20_000) },
      { planKind: 'reward', quantity: mu(5_000), validFrom: '2017-06-01' },
      { planKind: 'farmer-housing', purpose: '农民建房', quantity: mu(1_000) },
    ],
    ...data,
  });

describe('splitQuota (切分、单列)', () => {
  it('turns one holding into several of other kinds that stay with the unit', () => {
    const world = allocatedLedger();
    const event = accepted(world, split(world), 'QuotaSplit');
    expect(movedBy(event)).toEqual([
      'u-330000/i.1/available -> u-330000/s.1/available 30000/28000/20000',
      'u-330000/i.1/available -> u-330000/s.2/available 5000',
      'u-330000/i.1/available -> u-330000/s.3/available 1000',
    ]);
    expect(event.data).toMatchObject({ unit: 'u-330000', lot: 'i.1' });
    const common = { unit: 'u-330000', indicator: 'annual', planYear: 2017, parent: 'i.1' };
    const year = { validFrom: '2017-01-01', validUntil: '2017-12-31' };
    expect(event.data.lots).toEqual([
      { lot: 's.1', ...common, planKind: 'project', ...year },
      { lot: 's.2', ...common, planKind: 'reward', ...year, validFrom: '2017-06-01' },
      { lot: 's.3', ...common, planKind: 'farmer-housing', purpose: '农民建房', ...year },
    ]);
    expect(heldBy(world, 'u-330000')).toEqual({
      'i.1/available': '63000/65000/73000',
      's.1/available': '30000/28000/20000',
      's.2/available': '5000',
      's.3/available': '1000',
    });
  });

  it('keeps the plan kind when a part names none', () => {
    const world = allocatedLedger();
    const parts = [{ project: 'p-7', quantity: mu(10) }];
    const event = accepted(world, split(world, { parts }), 'QuotaSplit');
    expect(event.data.lots[0]).toMatchObject({ planKind: 'pool', project: 'p-7' });
  });

  it('is posted by a city on its own holdings', () => {
    const world = allocatedLedger();
    const to = [{ unit: '330400', quantity: mu(100) }];
    world.post(asked(world, 'AllocateQuota', { entryId: 'b', fromUnit: '330000', lot: 'i.1', to }));
    const own = { unit: '330400', lot: 'b.1', parts: [{ project: 'p-1', quantity: mu(5) }] };
    world.post(split(world, { ...own, actor: city('330400') }));
    expect(codeOf(world, split(world, { entryId: 't', actor: city('330400') }))).toBe(
      'not-permitted',
    );
  });

  it.each([
    ['no part', { parts: [] }, 'nothing-to-do'],
    ['an unknown kind', { parts: [{ planKind: 'gift', quantity: mu(1) }] }, 'plan-kind-unknown'],
    ['an empty part', { parts: [{ quantity: mu(0) }] }, 'quantity-empty'],
    ['more than the lot', { parts: [{ quantity: mu(99_001) }] }, 'insufficient-balance'],
    ['land that does not nest', { parts: [{ quantity: mu(1, 1, 2) }] }, 'component-nesting'],
    [
      'a window beyond the lot',
      { parts: [{ quantity: mu(1), validUntil: '2018-06-30' }] },
      'validity-malformed',
    ],
    [
      'a window the wrong way round',
      { parts: [{ quantity: mu(1), validFrom: '2017-07-01', validUntil: '2017-06-01' }] },
      'validity-malformed',
    ],
    ['a lot of another unit', { lot: 'a.1' }, 'lot-of-other-unit'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = allocatedLedger();
    expect(codeOf(world, split(world, data))).toBe(code);
  });

  it('binds a part more narrowly than its lot, never otherwise', () => {
    const world = allocatedLedger();
    world.post(split(world));
    const again = (purpose: string) =>
      split(world, {
        entryId: 't',
        lot: 's.3',
        parts: [{ purpose, project: 'p-3', quantity: mu(1) }],
      });
    expect(refusalOf(world, again('工业'))).toEqual({
      code: 'lot-restricted',
      facts: { lot: 's.3', purpose: '农民建房' },
    });
    world.post(again('农民建房'));
  });
});
