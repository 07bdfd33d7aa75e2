import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  city,
  codeOf,
  county,
  frozen,
  heldBy,
  movedBy,
  mu,
  muUnits,
  refusalOf,
  reserve,
  type World,
} from '../testing/index.js';

describe('reserveQuota (预占)', () => {
  it('sets quota of named lots aside for a project until a day', () => {
    const world = allocatedLedger();
    const event = accepted(
      world,
      reserve(world, { actor: county('330402'), projectClass: '民生公益', purpose: '学校' }),
      'QuotaReserved',
    );
    expect(movedBy(event)).toEqual(['u-330402/a.1/available -> u-330402/a.1/reserved 100 (r)']);
    expect(event.data.reservation).toEqual({
      reservation: 'r',
      unit: 'u-330402',
      project: 'p-1',
      projectClass: '民生公益',
      purpose: '学校',
      expiresOn: '2017-12-31',
    });
    expect(event.data.lots).toEqual([]);
    expect(event.data).not.toHaveProperty('onBehalf');
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '900', 'a.1/reserved': '100' });
  });

  it('is recorded as on behalf when a superior posts it', () => {
    const world = allocatedLedger();
    const event = accepted(world, reserve(world, { actor: city('330400') }), 'QuotaReserved');
    expect(event.data).toMatchObject({ onBehalf: true, actor: { unitId: 'u-330400' } });
  });

  it('may be for a batch instead, never for both or neither', () => {
    const world = allocatedLedger();
    expect(
      accepted(world, reserve(world, { batch: '2017-3' }), 'QuotaReserved').data.reservation,
    ).toMatchObject({ batch: '2017-3' });
    const both = reserve(world, { entryId: 'x', batch: '2017-3', project: 'p-1' });
    expect(refusalOf(world, both)).toEqual({
      code: 'draws-malformed',
      facts: { field: 'project or batch' },
    });
  });

  it('nests on the sum of its draws per indicator', () => {
    const world = allocatedLedger();
    world.post(allocate(world));
    const alone = { lot: 'a.1', quantity: mu(10, 5, 8) };
    world.post(reserve(world, { draws: [alone, { lot: 'b.1', quantity: mu(10, 9, 4) }] }));
    expect(codeOf(world, reserve(world, { entryId: 'x', draws: [alone] }))).toBe(
      'component-nesting',
    );
  });

  it.each([
    ['a day before it begins', { expiresOn: '2017-06-29' }, 'reservation-expired'],
    ['no date', { expiresOn: '2017-06-31' }, 'date-malformed'],
    ['no draw', { draws: [] }, 'draws-malformed'],
    [
      'a draw from another reservation',
      { draws: [{ lot: 'a.1', quantity: mu(1), reservation: 'q' }] },
      'draws-malformed',
    ],
    [
      'one unit more than is held',
      { draws: [{ lot: 'a.1', quantity: mu('1000.0001') }] },
      'insufficient-balance',
    ],
    ['a lot of another unit', { draws: [{ lot: 'i.1', quantity: mu(1) }] }, 'lot-of-other-unit'],
    ['another county', { actor: county('330411') }, 'not-permitted'],
    [
      'an unknown component',
      { draws: [{ lot: 'a.1', quantity: { ...mu(1), paddy: 1n } }] },
      'component-unknown',
    ],
    [
      'a component left out',
      { draws: [{ lot: 'a.1', quantity: { total: 1n } }] },
      'component-missing',
    ],
    [
      'less than nothing',
      { draws: [{ lot: 'a.1', quantity: { ...mu(1), cultivated: -1n } }] },
      'quantity-negative',
    ],
    ['nothing', { draws: [{ lot: 'a.1', quantity: mu(0) }] }, 'quantity-empty'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = allocatedLedger();
    expect(codeOf(world, reserve(world, data))).toBe(code);
  });

  it('takes all of it to the last unit', () => {
    const world = allocatedLedger();
    world.post(reserve(world, { draws: [{ lot: 'a.1', quantity: mu(1_000) }] }));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/reserved': '1000' });
  });

  it('T-32: a draw with paddy is refused on paddy although area is enough', () => {
    const world = allocatedLedger();
    const quantity = (area: bigint, paddy: bigint) => ({ area, paddy, grain: 0n });
    const ha = (text: string) => BigInt(text.replace('.', '')) * 300n;
    world.post(
      asked(world, 'IssueQuota', {
        entryId: 'x',
        indicator: 'increase-decrease',
        planYear: 2017,
        planKind: 'pool',
        quantity: quantity(ha('5.0000'), ha('1.0000')),
      }),
      allocate(world, {
        lot: 'x.1',
        to: [{ unit: '330402', quantity: quantity(ha('2.0000'), ha('0.5000')) }],
      }),
      reserve(world, { draws: [{ lot: 'b.1', quantity: quantity(ha('1.0000'), ha('0.5000')) }] }),
    );
    const draws = [{ lot: 'b.1', quantity: quantity(ha('0.5000'), ha('0.1000')) }];
    expect(refusalOf(world, reserve(world, { entryId: 'r2', draws }))).toMatchObject({
      code: 'insufficient-balance',
      facts: { component: 'paddy', held: '0', asked: String(ha('0.1000')) },
    });
  });
});

describe('automatic draws', () => {
  const want = (
    world: World,
    quantity = mu(100),
    more: object = {},
    entryId = 'r',
    expiresOn = '2017-12-31',
  ) =>
    reserve(world, { entryId, expiresOn, automatic: [{ indicator: 'annual', quantity, ...more }] });

  /** 南湖 holds a.1 (1000, all year), b.1 (until October), and c.1 bound to p-1. */
  const threeLots = () => {
    const world = allocatedLedger();
    const until = (validUntil: string) => [{ unit: '330402', quantity: mu(60), validUntil }];
    world.post(
      allocate(world, { to: until('2017-10-31') }),
      asked(world, 'SplitQuota', {
        entryId: 's',
        unit: '330000',
        lot: 'i.1',
        parts: [{ project: 'p-1', planKind: 'project', quantity: mu(500) }],
      }),
      allocate(world, { entryId: 'c', lot: 's.1', to: [{ unit: '330402', quantity: mu(30) }] }),
    );
    return world;
  };

  it('take what is bound to the project, then the earliest end, then the oldest', () => {
    const world = threeLots();
    const event = accepted(world, want(world), 'QuotaReserved');
    expect(movedBy(event)).toEqual([
      'u-330402/c.1/available -> u-330402/c.1/reserved 30 (r)',
      'u-330402/b.1/available -> u-330402/b.1/reserved 60 (r)',
      'u-330402/a.1/available -> u-330402/a.1/reserved 10 (r)',
    ]);
  });

  it('take the older of two lots that end on the same day', () => {
    const world = allocatedLedger();
    world.post(allocate(world, { effectiveOn: '2017-03-25' }));
    const event = accepted(world, want(world), 'QuotaReserved');
    expect(movedBy(event)).toEqual(['u-330402/b.1/available -> u-330402/b.1/reserved 100 (r)']);
  });

  it('leave lots of another project, kind or year alone', () => {
    const world = threeLots();
    const other = reserve(world, {
      project: 'p-2',
      automatic: [{ indicator: 'annual', quantity: mu(61), planKind: 'pool', planYear: 2017 }],
    });
    expect(movedBy(accepted(world, other, 'QuotaReserved'))).toEqual([
      'u-330402/b.1/available -> u-330402/b.1/reserved 60 (r)',
      'u-330402/a.1/available -> u-330402/a.1/reserved 1 (r)',
    ]);
    expect(codeOf(world, want(world, mu(1), { planYear: 2018 }, 'q'))).toBe('insufficient-balance');
  });

  it('take what is bound to the purpose before what is bound to nothing', () => {
    const world = allocatedLedger();
    world.post(
      allocate(world, { to: [{ unit: '330402', quantity: mu(20), purpose: '学校' }] }),
      allocate(world, {
        entryId: 'e',
        to: [{ unit: '330402', quantity: mu(20), purpose: '道路' }],
      }),
    );
    const command = reserve(world, {
      purpose: '学校',
      automatic: [{ indicator: 'annual', quantity: mu(30) }],
    });
    expect(movedBy(accepted(world, command, 'QuotaReserved'))).toEqual([
      'u-330402/b.1/available -> u-330402/b.1/reserved 20 (r)',
      'u-330402/a.1/available -> u-330402/a.1/reserved 10 (r)',
    ]);
  });

  it('take each component on its own', () => {
    const world = allocatedLedger(mu(100, 100, 0));
    world.post(allocate(world, { to: [{ unit: '330402', quantity: mu(100, 40, 40) }] }));
    const event = accepted(world, want(world, mu(150, 120, 40)), 'QuotaReserved');
    expect(movedBy(event)).toEqual([
      'u-330402/a.1/available -> u-330402/a.1/reserved 100/100/0 (r)',
      'u-330402/b.1/available -> u-330402/b.1/reserved 50/20/40 (r)',
    ]);
  });

  it('see what those before them in the same entry have taken', () => {
    const world = allocatedLedger(mu(100));
    const both = [
      { indicator: 'annual', quantity: mu(60), planKind: 'pool' },
      { indicator: 'annual', quantity: mu(40) },
    ];
    world.post(allocate(world, { to: [{ unit: '330402', quantity: mu(20) }] }));
    world.post(reserve(world, { automatic: both }));
    expect(heldBy(world, 'u-330402')).toMatchObject({ 'a.1/reserved': '100' });
  });

  it('tell what is missing, and of which lots was taken', () => {
    const world = allocatedLedger();
    expect(refusalOf(world, want(world, mu(1_200, 1_000, 900)))).toEqual({
      code: 'insufficient-balance',
      facts: {
        unit: 'u-330402',
        bucket: 'available',
        indicator: 'annual',
        component: 'total',
        held: muUnits(1_000),
        asked: muUnits(1_200),
        shortBy: muUnits(200),
        lots: ['a.1'],
        missing: { total: muUnits(200), farmland: '0', cultivated: '0' },
      },
    });
  });

  it('pass over frozen lots and say so when nothing else is enough', () => {
    const world = allocatedLedger();
    world.post(
      allocate(world, { to: [{ unit: '330402', quantity: mu(60) }] }),
      frozen(world, { lot: 'a.1' }),
    );
    expect(movedBy(accepted(world, want(world, mu(60)), 'QuotaReserved'))).toEqual([
      'u-330402/b.1/available -> u-330402/b.1/reserved 60 (r)',
    ]);
    expect(refusalOf(world, want(world, mu(1), {}, 'q'))).toEqual({
      code: 'frozen',
      facts: { unit: 'u-330402', lot: 'a.1', freeze: 'f' },
    });
  });

  it('take nothing from a closed year, an ended lot or one that is not valid', () => {
    const world = allocatedLedger(mu(1_000), { day: '2018-01-05' });
    expect(codeOf(world, want(world, mu(1), {}, 'r', '2018-12-31'))).toBe('insufficient-balance');
  });

  it('are not mixed with named ones', () => {
    const world = allocatedLedger();
    const mixed = reserve(world, {
      draws: [{ lot: 'a.1', quantity: mu(1) }],
      automatic: [{ indicator: 'annual', quantity: mu(1) }],
    });
    expect(codeOf(world, mixed)).toBe('draws-malformed');
    const unknown = [{ indicator: 'water', quantity: mu(1) }];
    expect(codeOf(world, reserve(world, { automatic: unknown }))).toBe('indicator-unknown');
  });
});
