import {
  allocate,
  allocatedLedger,
  asked,
  consume,
  mu,
  muUnits,
  openedLedger,
  refusalOf,
  reserve,
  reverse,
  type World,
} from './testing/index.js';

const draws = (amount: number, lot = 'a.1') => [{ lot, quantity: mu(amount) }];
const used = (world: World, entryId: string, effectiveOn: string, amount: number) =>
  consume(world, { entryId, project: entryId, effectiveOn, draws: draws(amount) });
const issue = (world: World, effectiveOn: string, amount: number, entryId = 'n') =>
  asked(world, 'IssueQuota', {
    entryId,
    indicator: 'annual',
    planYear: 2017,
    planKind: 'pool',
    quantity: mu(amount),
    effectiveOn,
  });

describe('no account is overdrawn on any day (ledger.md 3.2)', () => {
  it('a backdated draw that would overdraw a later day is refused, naming the first that fails', () => {
    const world = allocatedLedger();
    world.post(
      used(world, 'c1', '2017-05-10', 300),
      used(world, 'c2', '2017-05-20', 500),
      used(world, 'c3', '2017-06-01', 100),
    );
    // 1000 until 10 May, 700 until 20 May, then 200, from June on 100.
    expect(refusalOf(world, used(world, 'x', '2017-04-20', 250))).toEqual({
      code: 'insufficient-balance',
      facts: {
        unit: 'u-330402',
        lot: 'a.1',
        bucket: 'available',
        indicator: 'annual',
        component: 'total',
        held: muUnits(100),
        asked: muUnits(250),
        shortBy: muUnits(150),
        firstFailingDay: '2017-05-20',
        worstDay: '2017-06-01',
        heldOnFirstDay: muUnits(200),
        shortByOnFirstDay: muUnits(50),
      },
    });
    expect(refusalOf(world, used(world, 'x', '2017-04-20', 101)).facts).toMatchObject({
      firstFailingDay: '2017-06-01',
    });
    world.post(used(world, 'x', '2017-04-20', 100));
  });

  it('a receipt of a later day does not help an earlier one', () => {
    const world = allocatedLedger(mu(10));
    world.post(
      allocate(world, { effectiveOn: '2017-05-01' }),
      reserve(world, { effectiveOn: '2017-05-02', draws: draws(100, 'b.1') }),
    );
    expect(
      refusalOf(
        world,
        reserve(world, { entryId: 'x', effectiveOn: '2017-04-30', draws: draws(1, 'b.1') }),
      ).facts,
    ).toMatchObject({ held: '0', firstFailingDay: '2017-04-30' });
  });

  it('a lot is not drawn on before the day it came, though it holds enough today', () => {
    const world = allocatedLedger();
    expect(refusalOf(world, used(world, 'x', '2017-03-31', 1)).facts).toMatchObject({
      held: '0',
      firstFailingDay: '2017-03-31',
    });
  });

  it('days are netted: what comes and goes on one day is posted in any order', () => {
    const world = openedLedger();
    world.post(
      issue(world, '2017-05-01', 100),
      allocate(world, { lot: 'n.1', effectiveOn: '2017-05-01' }),
    );
    expect(world.balance('u-330000/n.1/available', '2017-05-01')).toEqual([0n, 0n, 0n]);
    expect(refusalOf(world, reverse(world, 'n', { effectiveOn: '2017-05-01' })).code).toBe(
      'entry-in-use',
    );
  });

  it('an entry is netted per account first', () => {
    const world = allocatedLedger(mu(100));
    world.post(
      asked(world, 'DeductQuota', {
        entryId: 'de',
        unit: '330402',
        reason: 'sanction',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(150),
      }),
    );
    // 100 come and 50 of them pay the debt at once: the new lot holds 50, never more and never less.
    world.post(allocate(world));
    expect(world.balance('u-330402/b.1/available')).toEqual(Object.values(mu(50)));
  });

  it('a reversal is judged on every day, too', () => {
    const world = allocatedLedger();
    world.post(issue(world, '2017-05-01', 100));
    world.post(
      asked(world, 'ReclaimQuota', {
        entryId: 'rc',
        unit: '330402',
        draws: draws(600),
        effectiveOn: '2017-05-01',
      }),
    );
    world.post(
      allocate(world, {
        to: [{ unit: '330411', quantity: mu(99_500) }],
        effectiveOn: '2017-05-15',
      }),
    );
    expect(refusalOf(world, reverse(world, 'rc', { effectiveOn: '2017-05-03' }))).toMatchObject({
      code: 'insufficient-balance',
      facts: { unit: 'u-330000', lot: 'i.1', firstFailingDay: '2017-05-15' },
    });
  });

  it('T-29: issued on 15 March, recorded on 19 March: it counts on 17 March by its effective day', () => {
    const world = openedLedger({ opensOn: '2021-01-01', day: '2021-03-19' });
    const command = issue(world, '2021-03-15', 100);
    world.post(
      command.kind === 'IssueQuota'
        ? { kind: command.kind, data: { ...command.data, planYear: 2021 } }
        : command,
    );
    expect(world.balance('u-330000/n.1/available', '2021-03-14')).toEqual([0n, 0n, 0n]);
    expect(world.balance('u-330000/n.1/available', '2021-03-17')).toEqual(Object.values(mu(100)));
    // What was known on 17 March is what the log held then: the entry stands after the days that passed since.
    const at = world.state.entries.candidates('n')[0] ?? -1;
    const dayThen = world.state.entries.candidates('day:2021-03-17')[0] ?? -1;
    expect(at).toBeGreaterThan(dayThen);
  });
});
