import {
  accepted,
  allocate,
  allocatedLedger,
  area,
  asked,
  balancesOf,
  city,
  lotIn,
  movedBy,
  mu,
  muUnits,
  refusalOf,
} from '../testing/index.js';

describe('allocateQuota (分解下达)', () => {
  it('moves to many inferiors in one entry and may skip a level', () => {
    const world = allocatedLedger();
    const to = [
      { unit: '330400', quantity: mu(500, 400, 300) },
      { unit: '330411', quantity: mu(200, 150, 100), purpose: '工业', validUntil: '2017-10-31' },
    ];
    const event = accepted(world, allocate(world, { to }), 'QuotaAllocated');
    expect(movedBy(event)).toEqual([
      'u-330000/i.1/available -> u-330400/b.1/available 500/400/300',
      'u-330000/i.1/available -> u-330411/b.2/available 200/150/100',
    ]);
    expect(event.data).toMatchObject({ fromUnit: 'u-330000', lot: 'i.1' });
    expect(event.data).not.toHaveProperty('onBehalf');
    expect(event.data.lots).toEqual([
      {
        lot: 'b.1',
        unit: 'u-330400',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        parent: 'i.1',
        validFrom: '2017-01-01',
        validUntil: '2017-12-31',
      },
      {
        lot: 'b.2',
        unit: 'u-330411',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        purpose: '工业',
        parent: 'i.1',
        validFrom: '2017-01-01',
        validUntil: '2017-10-31',
      },
    ]);
    expect(balancesOf(world)).toEqual({
      'i.1/source': '-100000',
      'u-330000/i.1/available': '98300/98450/98600',
      'u-330402/a.1/available': '1000',
      'u-330400/b.1/available': '500/400/300',
      'u-330411/b.2/available': '200/150/100',
    });
  });

  it('lets a city pass on what it holds, and the province do it on its behalf', () => {
    const world = allocatedLedger();
    world.post(allocate(world, { to: [{ unit: '330400', quantity: mu(500) }] }));
    const onwards = (entryId: string) => ({
      entryId,
      fromUnit: '330400',
      lot: 'b.1',
      to: [{ unit: '330411', quantity: mu(200) }],
    });
    const own = { ...onwards('d'), actor: city('330400') };
    expect(accepted(world, allocate(world, own), 'QuotaAllocated').data).not.toHaveProperty(
      'onBehalf',
    );
    const byProvince = accepted(world, allocate(world, onwards('e')), 'QuotaAllocated');
    expect(byProvince.data.onBehalf).toBe(true);
    expect(lotIn(byProvince).parent).toBe('b.1');
  });

  it('gives the last unit and not one more, per component', () => {
    const world = allocatedLedger();
    const last = { ...mu(99_000), total: area('99000 mu') + 1n };
    expect(refusalOf(world, allocate(world, { to: [{ unit: '330400', quantity: last }] }))).toEqual(
      {
        code: 'insufficient-balance',
        facts: {
          unit: 'u-330000',
          lot: 'i.1',
          bucket: 'available',
          indicator: 'annual',
          component: 'total',
          held: muUnits(99_000),
          asked: String(99_000n * 200_000n + 1n),
          shortBy: '1',
          firstFailingDay: '2017-06-30',
        },
      },
    );
    world.post(allocate(world, { to: [{ unit: '330400', quantity: mu(99_000) }] }));
    expect(balancesOf(world)).not.toHaveProperty('u-330000/i.1/available');
  });

  it('nets the targets of one entry: each fits, together they do not', () => {
    const world = allocatedLedger();
    const to = [
      { unit: '330400', quantity: mu(50_000) },
      { unit: '330411', quantity: mu(49_001) },
    ];
    expect(refusalOf(world, allocate(world, { to }))).toMatchObject({
      code: 'insufficient-balance',
      facts: { asked: muUnits(99_001), shortBy: muUnits(1) },
    });
  });

  it.each([
    ['the same unit', { to: [{ unit: '330000', quantity: mu(1) }] }, 'same-unit'],
    ['nobody', { to: [] }, 'nothing-to-do'],
    [
      'a neighbour',
      { fromUnit: '330400', to: [{ unit: '330104', quantity: mu(1) }] },
      'not-an-inferior',
    ],
    ['an unknown unit', { to: [{ unit: '999999', quantity: mu(1) }] }, 'unit-unknown'],
    [
      'land that does not nest',
      { to: [{ unit: '330402', quantity: mu(5, 6) }] },
      'component-nesting',
    ],
    [
      'longer than the parent lot is valid',
      { to: [{ unit: '330402', quantity: mu(1), validUntil: '2018-01-01' }] },
      'validity-malformed',
    ],
    [
      'from earlier than the parent lot is valid',
      { to: [{ unit: '330402', quantity: mu(1), validFrom: '2016-12-31' }] },
      'validity-malformed',
    ],
    ['from a lot of another unit', { lot: 'a.1' }, 'lot-of-other-unit'],
    ['from a lot that never was', { lot: 'x.1' }, 'lot-unknown'],
  ] as const)('is refused to or for %s', (_what, data, code) => {
    const world = allocatedLedger();
    expect(refusalOf(world, allocate(world, data)).code).toBe(code);
  });

  it('checks nesting on the sum of the entry, not on each target', () => {
    const world = allocatedLedger();
    const to = [
      { unit: '330402', quantity: mu(5, 4, 5) },
      { unit: '330411', quantity: mu(5, 4, 3) },
    ];
    world.post(allocate(world, { to }));
  });

  it('keeps the restriction of its lot and narrows it only', () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'SplitQuota', {
        entryId: 's',
        unit: '330000',
        lot: 'i.1',
        parts: [{ planKind: 'project', project: 'p-7', quantity: mu(100) }],
      }),
    );
    const to = (project?: string) => [
      { unit: '330402', quantity: mu(10), ...(project === undefined ? {} : { project }) },
    ];
    expect(refusalOf(world, allocate(world, { lot: 's.1', to: to('p-8') }))).toEqual({
      code: 'lot-restricted',
      facts: { lot: 's.1', project: 'p-7' },
    });
    const event = accepted(world, allocate(world, { lot: 's.1', to: to() }), 'QuotaAllocated');
    expect(lotIn(event)).toMatchObject({ project: 'p-7', planKind: 'project' });
  });

  it('is valid in the window of its lot only', () => {
    const world = allocatedLedger(mu(1_000), { day: '2018-01-01' });
    expect(refusalOf(world, allocate(world))).toEqual({
      code: 'lot-not-valid',
      facts: {
        lot: 'i.1',
        on: '2018-01-01',
        validFrom: '2017-01-01',
        validUntil: '2017-12-31',
      },
    });
    world.post(allocate(world, { effectiveOn: '2017-12-31' }));
  });
});
