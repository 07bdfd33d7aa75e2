import {
  allocate,
  allocatedLedger,
  asked,
  consume,
  heldBy,
  inMu,
  movedBy,
  mu,
  muUnits,
  refusalOf,
  codeOf,
  release,
  reserve,
  reverse,
  voidOf,
  POLICY_ROWS,
  type World,
} from './testing/index.js';

const sanction = (world: World, amount: number, entryId = 'de', unit = '330402') =>
  asked(world, 'DeductQuota', {
    entryId,
    unit,
    reason: 'sanction',
    indicator: 'annual',
    planYear: 2017,
    quantity: mu(amount),
  });
const transfer = (world: World, amount: number, lot = 'a.1') =>
  asked(world, 'TransferQuota', {
    entryId: 't',
    fromUnit: '330402',
    toUnit: '330411',
    lot,
    quantity: mu(amount),
  });

/** 南湖 reserved 260 of its 300, then 100 are taken from the 40 it has free: it owes 60. */
const owing = (): World => {
  const world = allocatedLedger(mu(300));
  return world.post(
    reserve(world, { draws: [{ lot: 'a.1', quantity: mu(260) }] }),
    sanction(world, 100),
  );
};

describe('H-15 whatever comes into available of a unit that owes pays first', () => {
  it('a release', () => {
    const world = owing().post();
    world.post(release(world));
    expect(movedBy(world.last())).toEqual([
      'u-330402/a.1/reserved -> u-330402/a.1/available 260 (r)',
      'u-330402/a.1/available -> u-330402/de.1/debt 60',
    ]);
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '200' });
  });

  it('an expiry', () => {
    const world = owing();
    const to = { reservation: 'r', expiresOn: world.today() };
    world.post(asked(world, 'AmendReservation', { entryId: 'am', ...to }));
    world.advanceTo('2017-07-01');
    world.post(
      asked(world, 'ExpireReservations', {
        entryId: 'ex',
        reservations: ['r'],
        actor: { id: 'muledger', role: 'system', unit: '330000' },
      }),
    );
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '200' });
  });

  it('the rest of a reservation after the final consumption', () => {
    const world = owing();
    const draws = [{ lot: 'a.1', quantity: mu(250), reservation: 'r' }];
    world.post(consume(world, { draws, final: true }));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/consumed': '250', 'de.1/debt': '-50' });
  });

  it('a void that returns to the holder', () => {
    const rows = POLICY_ROWS.map((row) =>
      row.key === 'voided-consumption'
        ? { ...row, value: { fate: 'return-to-holder' as const } }
        : row,
    );
    const world = allocatedLedger(mu(300), { rows });
    world.post(
      consume(world, { draws: [{ lot: 'a.1', quantity: mu(260) }] }),
      sanction(world, 100),
      voidOf(world),
    );
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '200' });
  });

  it('a reversal, which then cannot be lost with the debt it paid', () => {
    const world = owing();
    world.post(reverse(world, 'r'));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '200' });
    expect(refusalOf(world, reverse(world, 'de'))).toMatchObject({
      code: 'entry-in-use',
      facts: { dependents: [{ entry: 'undo:r' }] },
    });
  });

  it('an advance that is made available', () => {
    const world = owing();
    world.post(
      asked(world, 'AdvanceQuota', {
        entryId: 'ad',
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        use: 'available',
        quantity: mu(70),
      }),
    );
    expect(heldBy(world, 'u-330402')).toMatchObject({ 'ad.1/available': '10' });
  });

  it('what is dated before the debt, on the day the debt begins', () => {
    const world = owing();
    world.post(
      allocate(world, { to: [{ unit: '330402', quantity: mu(70) }], effectiveOn: '2017-05-02' }),
    );
    expect(movedBy(world.last())).toEqual([
      'u-330000/i.1/available -> u-330402/b.1/available 70',
      'u-330402/b.1/available -> u-330402/de.1/debt 60',
    ]);
    expect(world.last().data.postings.map(({ effectiveOn }) => effectiveOn)).toEqual([
      undefined,
      world.today(),
    ]);
    expect(inMu(world.balance('u-330402/b.1/available', '2017-05-02'))).toBe('70');
    expect(inMu(world.balance('u-330402/b.1/available'))).toBe('10');
    expect(inMu(world.balance('u-330402/de.1/debt'))).toBe('0');
  });

  it('the oldest debt by its day, each component on its own', () => {
    const world = allocatedLedger(mu(10), { day: '2017-06-30' });
    world.post(
      sanction(world, 30, 'later'),
      asked(world, 'DeductQuota', {
        entryId: 'earlier',
        unit: '330402',
        reason: 'sanction',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(15, 5, 5),
        effectiveOn: '2017-06-01',
      }),
    );
    expect(heldBy(world, 'u-330402')).toEqual({
      'later.1/debt': '-20',
      'earlier.1/debt': '-15/-5/-5',
    });
    world.post(allocate(world, { to: [{ unit: '330402', quantity: mu(18) }] }));
    expect(heldBy(world, 'u-330402')).toEqual({ 'later.1/debt': '-17/-7/-7' });
  });

  it('what only changes its lot within the unit pays nothing', () => {
    const world = owing();
    const later = allocate(world, { to: [{ unit: '330402', quantity: mu(60) }] });
    world.post(later, release(world), sanction(world, 300, 'more'));
    expect(heldBy(world, 'u-330402')).toEqual({ 'more.1/debt': '-40' });
  });
});

describe('H-15 while a unit owes, nothing leaves its hands', () => {
  /** It owes 50 of cultivated land, and holds 150 of which none is cultivated. */
  const besideFree = (): World => {
    const world = allocatedLedger(mu(300, 300, 100));
    return world.post(sanction(world, 150));
  };

  it('by a transfer', () => {
    const world = besideFree();
    const owed = { total: '0', farmland: '0', cultivated: muUnits(50) };
    expect(refusalOf(world, transfer(world, 1))).toEqual({
      code: 'debt-outstanding',
      facts: { unit: 'u-330402', indicator: 'annual', owed, lots: ['de.1'] },
    });
  });

  it('by an allocation', () => {
    const world = allocatedLedger();
    world.post(
      allocate(world, { entryId: 'c1', to: [{ unit: '330400', quantity: mu(50) }] }),
      sanction(world, 60, 'de', '330400'),
    );
    const down = allocate(world, {
      entryId: 'x',
      fromUnit: '330400',
      lot: 'c1.1',
      to: [{ unit: '330411', quantity: mu(1) }],
    });
    expect(codeOf(world, down)).toBe('debt-outstanding');
    const paid = allocate(world, { entryId: 'c2', to: [{ unit: '330400', quantity: mu(30) }] });
    expect(codeOf(world.post(paid), down)).toBe('insufficient-balance');
  });

  it('but may still use what it has', () => {
    const world = besideFree();
    world.post(consume(world, { draws: [{ lot: 'a.1', quantity: mu(80, 80, 0) }] }));
    expect(heldBy(world, 'u-330402')).toMatchObject({ 'a.1/consumed': '80/80/0' });
  });
});
