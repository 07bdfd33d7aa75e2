import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  balancesOf,
  closedYear,
  codeOf,
  consume,
  county,
  frozen,
  heldBy,
  inMu,
  lotIn,
  movedBy,
  mu,
  muUnits,
  refusalOf,
  reserve,
  reverse,
  type World,
} from '../testing/index.js';

type Data = Partial<Parameters<typeof asked<'DeductQuota'>>[2]>;
const deduct = (world: World, data: Data = {}) =>
  asked(world, 'DeductQuota', {
    entryId: 'de',
    unit: '330402',
    reason: 'sanction',
    indicator: 'annual',
    planYear: 2017,
    quantity: mu(100),
    ...data,
  });
const overUse = (world: World, quantity = mu(80, 0, 0), planYear = 2017) =>
  asked(world, 'RecordOverUse', {
    entryId: 'ou',
    unit: '330402',
    indicator: 'annual',
    planYear,
    quantity,
    approval: { number: 'z-9', date: world.today() },
  });
const next = (world: World, quantity = mu(1_000), entryId = 'n') =>
  world.post(
    asked(world, 'IssueQuota', {
      entryId: `${entryId}-i`,
      indicator: 'annual',
      planYear: 2018,
      planKind: 'pool',
      quantity: mu(50_000),
    }),
    allocate(world, { entryId, lot: `${entryId}-i.1`, to: [{ unit: '330402', quantity }] }),
  );

describe('deduction of over-use (扣减, domain 4.5)', () => {
  it('T-15 S1: total over by 80 is taken from the total of next year', () => {
    const world = allocatedLedger(mu(1_000, 1_000, 600));
    world.post(
      consume(world, { draws: [{ lot: 'a.1', quantity: mu(1_000, 1_000, 590) }] }),
      overUse(world, mu(80, 0, 0)),
    );
    world.advanceTo('2018-03-01');
    next(world);
    const command = deduct(world, { reason: 'over-use', quantity: mu(80, 0, 0) });
    const event = accepted(world, command, 'QuotaDeducted');
    expect(movedBy(event)).toEqual(['u-330402/n.1/available -> u-330402/ou.1/overused 80/0/0']);
    expect(event.data).toMatchObject({
      unit: 'u-330402',
      reason: 'over-use',
      indicator: 'annual',
      lots: [],
    });
    expect(heldBy(world, 'u-330402')).toEqual({
      'a.1/available': '0/0/10',
      'a.1/consumed': '1000/1000/590',
      'ou.1/consumed': '80/0/0',
      'n.1/available': '920/1000/1000',
    });
  });

  it('T-15 S2: inside the total, but over by 40 of cultivated land', () => {
    const world = allocatedLedger(mu(1_000, 1_000, 600));
    world.post(
      asked(world, 'RecordOverUse', {
        entryId: 'ou',
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(0, 0, 40),
        draws: [{ lot: 'a.1', quantity: mu(990, 700, 600) }],
        approval: { number: 'z-9', date: world.today() },
      }),
    );
    world.advanceTo('2018-03-01');
    next(world);
    world.post(deduct(world, { reason: 'over-use', quantity: mu(0, 0, 40) }));
    expect(heldBy(world, 'u-330402')).toMatchObject({ 'n.1/available': '1000/1000/960' });
    expect(balancesOf(world)).not.toHaveProperty('u-330402/ou.1/overused');
  });

  it('goes as far as it is held; the unpaid rest stays overused', () => {
    const world = allocatedLedger(mu(30));
    world.post(overUse(world));
    const command = deduct(world, { reason: 'over-use', quantity: mu(80, 0, 0) });
    expect(movedBy(accepted(world, command, 'QuotaDeducted'))).toEqual([
      'u-330402/a.1/available -> u-330402/ou.1/overused 30/0/0',
    ]);
    expect(heldBy(world, 'u-330402')).toMatchObject({ 'ou.1/overused': '-50/0/0' });
    expect(
      refusalOf(world, deduct(world, { entryId: 'x', reason: 'over-use', quantity: mu(1, 0, 0) })),
    ).toEqual({
      code: 'insufficient-balance',
      facts: {
        unit: 'u-330402',
        bucket: 'available',
        indicator: 'annual',
        component: 'total',
        held: '0',
        asked: muUnits(1),
        shortBy: muUnits(1),
        missing: { total: muUnits(1), farmland: '0', cultivated: '0' },
      },
    });
  });

  it('is never more than what was over-used of that year', () => {
    const world = allocatedLedger();
    const asOver = (planYear: number, quantity = mu(81, 0, 0)) =>
      deduct(world, { reason: 'over-use', planYear, quantity });
    expect(codeOf(world, asOver(2017))).toBe('deduction-exceeds-over-use');
    world.post(overUse(world));
    expect(refusalOf(world, asOver(2017))).toEqual({
      code: 'deduction-exceeds-over-use',
      facts: {
        unit: 'u-330402',
        indicator: 'annual',
        planYear: 2017,
        component: 'total',
        held: muUnits(80),
        asked: muUnits(81),
        shortBy: muUnits(1),
      },
    });
    expect(codeOf(world, asOver(2018, mu(1, 0, 0)))).toBe('deduction-exceeds-over-use');
  });

  it('takes the lots that are named, of its indicator and no more than asked', () => {
    const world = allocatedLedger();
    world.post(allocate(world), overUse(world));
    const named = (draws: Data['draws']) =>
      deduct(world, { reason: 'over-use', quantity: mu(80, 0, 0), ...(draws && { draws }) });
    expect(codeOf(world, named([{ lot: 'b.1', quantity: mu(81, 0, 0) }]))).toBe('draws-malformed');
    expect(
      movedBy(accepted(world, named([{ lot: 'b.1', quantity: mu(50, 0, 0) }]), 'QuotaDeducted')),
    ).toEqual(['u-330402/b.1/available -> u-330402/ou.1/overused 50/0/0']);
  });

  it('still touches a closed year', () => {
    const world = allocatedLedger(mu(100));
    world.post(
      consume(world),
      overUse(world, mu(80, 0, 0)),
      asked(world, 'LapseQuota', {
        entryId: 'lp',
        unit: '330000',
        draws: [{ lot: 'i.1', quantity: mu(99_900) }],
      }),
      closedYear(world, 2017),
    );
    world.advanceTo('2018-03-01');
    next(world);
    world.post(deduct(world, { reason: 'over-use', quantity: mu(80, 0, 0) }));
    expect(codeOf(world, deduct(world, { entryId: 'x' }))).toBe('plan-year-closed');
  });
});

describe('deduction as a sanction (核减)', () => {
  it('takes what is held; a freeze does not protect it', () => {
    const world = allocatedLedger();
    world.post(frozen(world));
    const event = accepted(world, deduct(world), 'QuotaDeducted');
    expect(movedBy(event)).toEqual(['u-330402/a.1/available -> a.1/deducted 100']);
    expect(event.data.lots).toEqual([]);
  });

  it('takes the lots of its year before those that end sooner', () => {
    const world = allocatedLedger();
    world.advanceTo('2017-12-20');
    next(world);
    const event = accepted(
      world,
      deduct(world, { planYear: 2018, quantity: mu(1_100) }),
      'QuotaDeducted',
    );
    expect(movedBy(event)).toEqual([
      'u-330402/n.1/available -> n.1/deducted 1000',
      'u-330402/a.1/available -> a.1/deducted 100',
    ]);
  });

  it('owes the rest, and each later receipt pays it with the same entry', () => {
    const world = allocatedLedger(mu(60, 50, 40));
    const event = accepted(world, deduct(world), 'QuotaDeducted');
    expect(movedBy(event)).toEqual([
      'u-330402/a.1/available -> a.1/deducted 60/50/40',
      'u-330402/de.1/debt -> de.1/deducted 40/50/60',
    ]);
    expect(lotIn(event)).toEqual({
      lot: 'de.1',
      unit: 'u-330402',
      indicator: 'annual',
      planYear: 2017,
      planKind: 'sanction',
      validFrom: '2017-01-01',
      validUntil: '2017-12-31',
    });
    const receipt = allocate(world, { to: [{ unit: '330402', quantity: mu(45) }] });
    expect(movedBy(accepted(world, receipt, 'QuotaAllocated'))).toEqual([
      'u-330000/i.1/available -> u-330402/b.1/available 45',
      'u-330402/b.1/available -> u-330402/de.1/debt 40/45/45',
    ]);
    expect(heldBy(world, 'u-330402')).toEqual({
      'b.1/available': '5/0/0',
      'de.1/debt': '0/-5/-15',
    });
  });

  it('pays the oldest debt first, by whatever way quota comes', () => {
    const world = allocatedLedger(mu(10));
    world.post(deduct(world, { quantity: mu(15) }));
    world.post(deduct(world, { entryId: 'de2', quantity: mu(20) }));
    world.post(allocate(world, { to: [{ unit: '330411', quantity: mu(100) }] }));
    const transfer = asked(world, 'TransferQuota', {
      entryId: 't',
      fromUnit: '330411',
      toUnit: '330402',
      lot: 'b.1',
      quantity: mu(12),
    });
    expect(movedBy(accepted(world, transfer, 'QuotaTransferred'))).toEqual([
      'u-330411/b.1/available -> u-330402/t.1/available 12',
      'u-330402/t.1/available -> u-330402/de.1/debt 5',
      'u-330402/t.1/available -> u-330402/de2.1/debt 7',
    ]);
  });

  it('H-15 a receipt for an earlier day than the debt pays it on the day it begins', () => {
    const world = allocatedLedger(mu(10));
    world.post(deduct(world, { quantity: mu(15) }));
    world.post(allocate(world, { effectiveOn: '2017-06-29' }));
    expect(heldBy(world, 'u-330402')).toEqual({ 'b.1/available': '95' });
    expect(inMu(world.balance('u-330402/b.1/available', '2017-06-29'))).toBe('100');
  });

  it('takes the lots named first, then what else is held, before anything is owed', () => {
    const world = allocatedLedger(mu(500));
    world.post(allocate(world));
    const draws = [{ lot: 'b.1', quantity: mu(30) }];
    expect(movedBy(accepted(world, deduct(world, { draws }), 'QuotaDeducted'))).toEqual([
      'u-330402/b.1/available -> b.1/deducted 30',
      'u-330402/a.1/available -> a.1/deducted 70',
    ]);
  });

  it('leaves alone what is reserved', () => {
    const world = allocatedLedger(mu(100));
    world.post(reserve(world), deduct(world));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/reserved': '100', 'de.1/debt': '-100' });
  });

  it('cannot be reversed once a receipt has paid its debt', () => {
    const world = allocatedLedger(mu(60));
    world.post(deduct(world), allocate(world));
    expect(refusalOf(world, reverse(world, 'de'))).toMatchObject({
      code: 'entry-in-use',
      facts: { dependents: [{ entry: 'b', type: 'QuotaAllocated' }] },
    });
    world.post(reverse(world, 'b'), reverse(world, 'de'));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '60' });
    // The debt is gone with its entry: nothing is paid any more.
    world.post(allocate(world, { entryId: 'b2' }));
    expect(heldBy(world, 'u-330402')).toMatchObject({ 'b2.1/available': '100' });
  });

  it.each([
    ['a county', { actor: county('330402') }, 'not-permitted'],
    ['nothing', { quantity: mu(0) }, 'quantity-empty'],
    ['an unknown indicator', { indicator: 'water' }, 'indicator-unknown'],
    [
      'more than the lots named hold',
      { quantity: mu(2_000), draws: [{ lot: 'a.1', quantity: mu(1_001) }] },
      'insufficient-balance',
    ],
    ['lots of another unit', { draws: [{ lot: 'i.1', quantity: mu(1) }] }, 'lot-of-other-unit'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = allocatedLedger();
    expect(codeOf(world, deduct(world, data))).toBe(code);
  });

  it('names lots of its indicator only', () => {
    const world = allocatedLedger();
    const scale = { indicator: 'scale', quantity: { total: 1n } };
    const draws = [{ lot: 'a.1', quantity: mu(1) }];
    expect(codeOf(world, deduct(world, { ...scale, draws }))).toBe('draws-malformed');
  });
});
