import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  balancesOf,
  document,
  heldBy,
  inMu,
  movedBy,
  mu,
  muUnits,
  refusalOf,
  release,
  reserve,
  reverse,
  type World,
} from '../testing/index.js';

const sanction = (world: World, amount: number, more = {}) =>
  asked(world, 'DeductQuota', {
    entryId: 'de',
    unit: '330402',
    reason: 'sanction',
    indicator: 'annual',
    planYear: 2017,
    quantity: mu(amount),
    ...more,
  });

const received = (world: World, entryId: string, amount: number, effectiveOn: string) =>
  allocate(world, { entryId, effectiveOn, to: [{ unit: '330402', quantity: mu(amount) }] });

/** What 南湖 holds and owes at the end of a day. */
const onDay = (world: World, path: string, day: string): string =>
  inMu(world.balance(`u-330402/${path}`, day));

describe('H-15 a debt dated back is paid by what came later', () => {
  /** 100 held since April, 50 received on 10 May, 30 on 20 May. */
  const withReceipts = (): World => {
    const world = allocatedLedger(mu(100), { day: '2017-06-01' });
    return world.post(
      received(world, 'b', 50, '2017-05-10'),
      received(world, 'c', 30, '2017-05-20'),
    );
  };

  it('on the days it came, in the event of the sanction', () => {
    const world = withReceipts();
    const command = sanction(world, 160, { effectiveOn: '2017-04-20' });
    expect(movedBy(accepted(world, command, 'QuotaDeducted'))).toEqual([
      'u-330402/a.1/available -> a.1/deducted 100',
      'u-330402/de.1/debt -> de.1/deducted 60',
      'u-330402/b.1/available -> u-330402/de.1/debt 50',
      'u-330402/c.1/available -> u-330402/de.1/debt 10',
    ]);
    expect(world.last().data.postings.map(({ effectiveOn }) => effectiveOn)).toEqual([
      undefined,
      undefined,
      '2017-05-10',
      '2017-05-20',
    ]);
    expect(onDay(world, 'de.1/debt', '2017-05-09')).toBe('-60');
    expect(onDay(world, 'de.1/debt', '2017-05-10')).toBe('-10');
    expect(heldBy(world, 'u-330402')).toEqual({ 'c.1/available': '20' });
  });

  it('as if it had been recorded in time', () => {
    const late = withReceipts();
    late.post(sanction(late, 160, { effectiveOn: '2017-04-20' }));
    const inTime = allocatedLedger(mu(100), { day: '2017-06-01' });
    inTime.post(
      sanction(inTime, 160, { effectiveOn: '2017-04-20' }),
      received(inTime, 'b', 50, '2017-05-10'),
      received(inTime, 'c', 30, '2017-05-20'),
    );
    expect(balancesOf(late)).toEqual(balancesOf(inTime));
  });

  it('leaves what is needed on later days', () => {
    const world = withReceipts();
    world.post(
      reserve(world, {
        draws: [{ lot: 'b.1', quantity: mu(45) }],
        effectiveOn: '2017-05-25',
      }),
      sanction(world, 160, { effectiveOn: '2017-04-20' }),
    );
    expect(heldBy(world, 'u-330402')).toEqual({
      'b.1/reserved': '45',
      'de.1/debt': '-25',
    });
  });

  it('is undone on the same days', () => {
    const world = withReceipts();
    const before = balancesOf(world);
    world.post(
      sanction(world, 160, { effectiveOn: '2017-04-20' }),
      reverse(world, 'de', { effectiveOn: '2017-05-15' }),
    );
    expect(balancesOf(world)).toEqual(before);
    expect(onDay(world, 'c.1/available', '2017-05-19')).toBe('0');
    expect(onDay(world, 'de.1/debt', '2017-05-14')).toBe('-10');
    expect(onDay(world, 'de.1/debt', '2017-05-15')).toBe('0');
  });

  it('a receipt that is undone brings its debt back to what is held beside it', () => {
    const world = allocatedLedger(mu(300));
    world.post(
      reserve(world, { draws: [{ lot: 'a.1', quantity: mu(260) }] }),
      sanction(world, 100),
      allocate(world, { to: [{ unit: '330402', quantity: mu(40) }] }),
      release(world, { draws: [{ lot: 'a.1', quantity: mu(100) }] }),
      reverse(world, 'b'),
    );
    expect(heldBy(world, 'u-330402')).toEqual({
      'a.1/available': '40',
      'a.1/reserved': '160',
    });
  });

  it('a debt that a successor takes over is paid from what the successor had', () => {
    const world = allocatedLedger(mu(50));
    world.post(
      allocate(world, { to: [{ unit: '330411', quantity: mu(80) }] }),
      sanction(world, 70),
      asked(world, 'ReorganiseUnits', {
        entryId: 're',
        approvedOn: world.today(),
        inForceOn: world.today(),
        switchOn: world.today(),
        documents: [document()],
        ended: [{ unit: '330402', successors: ['330411'] }],
        units: [],
        divisions: [],
      }),
    );
    expect(heldBy(world, 'u-330411')).toEqual({ 'b.1/available': '60' });
  });

  it('quota for one project pays as well, because receipts of it do', () => {
    const world = allocatedLedger(mu(100));
    world.post(
      asked(world, 'SplitQuota', {
        entryId: 's',
        unit: '330402',
        lot: 'a.1',
        parts: [{ planKind: 'project', project: 'p-1', quantity: mu(70) }],
      }),
      sanction(world, 60),
    );
    expect(heldBy(world, 'u-330402')).toEqual({ 's.1/available': '40' });
  });

  it('a reversal that only moves available on again pays no debt of before', () => {
    const world = allocatedLedger(mu(100));
    world.post(
      asked(world, 'SplitQuota', {
        entryId: 's',
        unit: '330402',
        lot: 'a.1',
        parts: [{ planKind: 'project', quantity: mu(70) }],
      }),
      sanction(world, 130),
      received(world, 'b', 20, world.today()),
    );
    expect(heldBy(world, 'u-330402')).toEqual({ 'de.1/debt': '-10' });
  });
});

describe('H-15 an over-use deduction tells what it took and what is still owed', () => {
  const overUsed = (): World => {
    const world = allocatedLedger(mu(30));
    return world.post(
      asked(world, 'RecordOverUse', {
        entryId: 'ou',
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(80, 0, 0),
        approval: { number: 'z-9', date: world.today() },
      }),
    );
  };

  it('in the entry', () => {
    const world = overUsed();
    const command = sanction(world, 0, { reason: 'over-use', quantity: mu(70, 0, 0) });
    expect(accepted(world, command, 'QuotaDeducted').data).toMatchObject({
      asked: { total: muUnits(70), farmland: '0', cultivated: '0' },
      notHeld: { total: muUnits(40), farmland: '0', cultivated: '0' },
    });
  });

  it('not where all of it was held', () => {
    const world = overUsed();
    const command = sanction(world, 0, { reason: 'over-use', quantity: mu(30, 0, 0) });
    expect(accepted(world, command, 'QuotaDeducted').data).not.toHaveProperty('notHeld');
  });

  it('and refuses where nothing is held', () => {
    const world = overUsed();
    world.post(sanction(world, 30));
    const command = sanction(world, 0, {
      entryId: 'x',
      reason: 'over-use',
      quantity: mu(1, 0, 0),
    });
    expect(refusalOf(world, command).code).toBe('insufficient-balance');
  });
});
