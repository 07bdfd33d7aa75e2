import {
  city,
  county,
  asked,
  codeOf,
  openedLedger,
  mu,
  refusalOf,
  type World,
} from './testing/index.js';

const advance = (world: World, data: object) =>
  asked(world, 'AdvanceQuota', {
    entryId: 'ad',
    unit: '330402',
    indicator: 'annual',
    planYear: 2017,
    planKind: 'pool',
    use: 'consumed',
    quantity: mu(1),
    approval: { number: 'z', date: world.today() },
    ...data,
  });
const overUse = (world: World, planYear: number) =>
  asked(world, 'RecordOverUse', {
    entryId: 'ou',
    unit: '330402',
    indicator: 'annual',
    planYear,
    quantity: mu(1),
    approval: { number: 'z', date: world.today() },
  });

describe('H-15 what is used is used while its lot is valid', () => {
  it.each([
    ['of a plan year that is over', { planYear: 2016 }],
    ['of one that has not begun', { planYear: 2018, validFrom: '2018-01-01' }],
  ])('an advance %s is not consumed', (_, data) => {
    const world = openedLedger();
    expect(codeOf(world, advance(world, data))).toBe('lot-not-valid');
  });

  it('an advance may wait, available, for the year to begin', () => {
    const world = openedLedger();
    const waiting = { planYear: 2018, validFrom: '2018-01-01', use: 'available' };
    world.post(advance(world, { ...waiting, approval: undefined }));
    world.post(advance(world, { entryId: 'x', planYear: 2018 }));
  });

  it.each([2016, 2018, 2035])('over-use of June 2017 is not booked to %i', (planYear) => {
    const world = openedLedger();
    expect(refusalOf(world, overUse(world, planYear))).toEqual({
      code: 'lot-not-valid',
      facts: {
        planYear,
        on: '2017-06-30',
        validFrom: `${planYear}-01-01`,
        validUntil: `${planYear}-12-31`,
      },
    });
    world.post(overUse(world, 2017));
  });
});

describe('H-15 a role is held against the level of its unit', () => {
  it.each([
    ['county', county('330000')],
    ['county', county('330400')],
    ['city', city('330402')],
    ['city', city('330000')],
  ])('role %s of %o posts nothing', (_, actor) => {
    const world = openedLedger();
    expect(
      codeOf(world, {
        ...overUse(world, 2017),
        ...{ data: { ...overUse(world, 2017).data, actor } },
      } as never),
    ).toBe('not-permitted');
  });

  it('role county is that of a zone, too', () => {
    const world = openedLedger();
    world.post(
      asked(world, 'RegisterUnits', {
        entryId: 'z',
        units: [
          {
            unitId: 'u-zone',
            localCode: 'KFQ',
            name: '开发区',
            level: 'zone',
            parent: 'u-330402',
            from: '2017-01-01',
            holdsQuota: true,
          },
        ],
      }),
    );
    const own = asked(world, 'RecordOverUse', {
      ...overUse(world, 2017).data,
      unit: 'KFQ',
      actor: county('KFQ'),
    } as never);
    world.post(own);
  });
});
