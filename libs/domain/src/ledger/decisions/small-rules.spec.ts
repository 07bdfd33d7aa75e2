import {
  accepted,
  allocatedLedger,
  asked,
  consume,
  heldBy,
  movedBy,
  mu,
  openedLedger,
  reserve,
  type World,
} from '../testing/index.js';

/** 330402 holds 100 mu of the pool, which end first, and 100 of projects. */
const twoKinds = (): World => {
  const world = allocatedLedger(mu(100));
  const issued = { indicator: 'annual', planYear: 2017, planKind: 'project', quantity: mu(100) };
  return world.post(
    asked(world, 'IssueQuota', { entryId: 'i2', ...issued }),
    asked(world, 'AllocateQuota', {
      ...{ entryId: 'a2', fromUnit: '330000', lot: 'i2.1' },
      to: [{ unit: '330402', quantity: mu(100) }],
    }),
  );
};

describe('H-17 automatic draws', () => {
  const anyKind = { indicator: 'annual', quantity: mu(80) };
  const ofPool = { indicator: 'annual', quantity: mu(60), planKind: 'pool' };
  it.each([
    ['the narrow one first', [ofPool, anyKind]],
    ['the narrow one last', [anyKind, ofPool]],
  ])('take the same with %s', (_, automatic) => {
    const taken = ['u-330402/a.1/available', 'u-330402/a2.1/available'];
    const reserved = twoKinds();
    const reservation = accepted(reserved, reserve(reserved, { automatic }), 'QuotaReserved');
    const used = twoKinds();
    const use = accepted(used, consume(used, { automatic }), 'QuotaConsumed');
    for (const event of [reservation, use])
      expect(new Set(event.data.postings.map(({ from }) => from))).toEqual(new Set(taken));
    for (const world of [reserved, used])
      expect(heldBy(world, 'u-330402')).toMatchObject({ 'a2.1/available': '60' });
  });

  it('of the same bounds are taken in one order', () => {
    const parts = [30, 20, 10].map((n) => ({ indicator: 'annual', quantity: mu(n) }));
    const moved = [parts, parts.toReversed()].map((automatic) => {
      const world = twoKinds();
      return movedBy(accepted(world, reserve(world, { automatic }), 'QuotaReserved'));
    });
    expect(moved[0]).toEqual(moved[1]);
  });
});

describe('H-15 a confirmation that is reversed after the void that counted on it', () => {
  it('is owed again', () => {
    const world = openedLedger();
    world.post(
      asked(world, 'AdvanceQuota', {
        ...{ entryId: 'ad', unit: '330402', indicator: 'annual', planYear: 2017 },
        ...{ planKind: 'pool', quantity: mu(100), use: 'consumed' },
        approval: { number: 'z-1', date: world.today() },
      }),
      asked(world, 'ConfirmAdvance', {
        ...{ entryId: 'cf', unit: '330402', advance: 'ad.1', quantity: mu(100) },
      }),
      asked(world, 'VoidConsumption', { entryId: 'v', consumption: 'ad', reason: '撤回' }),
    );
    const before = heldBy(world, 'u-330402');
    world.post(asked(world, 'ReverseEntry', { entryId: 'x', entry: 'cf', reason: '误记' }));
    expect(heldBy(world, 'u-330402')).toEqual({ ...before, 'ad.1/advance': '-100' });
  });
});
