import {
  accepted,
  allocatedLedger,
  asked,
  codeOf,
  consume,
  document,
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

describe('H-13 a document dated in 2150', () => {
  const late = { ...document(), date: '2150-01-01' };
  const days = { approvedOn: '2017-03-01', inForceOn: '2017-03-20' };
  const reorganise = (world: World, data: { documents?: (typeof late)[]; approvedOn?: string }) =>
    asked(world, 'ReorganiseUnits', {
      ...{ entryId: 'ro', switchOn: world.today(), ...days, documents: [document()] },
      ...{ ended: [], units: [], divisions: [], ...data },
    });
  it.each<[string, (world: World) => Parameters<typeof codeOf>[1]]>([
    [
      'comes by no correction',
      (world) =>
        asked(world, 'AnnotateEntry', {
          ...{ entryId: 'an', entry: 'a', reason: '误录' },
          ...{ field: 'document.date', is: '2150-01-01' },
        }),
    ],
    ['orders no reorganisation', (world) => reorganise(world, { documents: [late] })],
    ['approves none', (world) => reorganise(world, { approvedOn: '2150-01-01' })],
    [
      'gives nothing directly',
      (world) =>
        consume(world, {
          draws: [
            { direct: { indicator: 'annual', planYear: 2017, document: late }, quantity: mu(1) },
          ],
        }),
    ],
  ])('%s', (_, command) => {
    const world = allocatedLedger();
    expect(codeOf(world, command(world))).toBe('document-in-future');
  });
});

describe('H-10 a project code written otherwise', () => {
  it('is the same project to who divides its lot', () => {
    const world = allocatedLedger();
    const part = (project: string) => [{ project, quantity: mu(10) }];
    world.post(
      asked(world, 'SplitQuota', {
        ...{ entryId: 's', unit: '330402', lot: 'a.1', parts: part('p(7)') },
      }),
      asked(world, 'SplitQuota', {
        ...{ entryId: 't', unit: '330402', lot: 's.1', parts: part('P(7)') },
      }),
    );
    expect(heldBy(world, 'u-330402')).toMatchObject({ 't.1/available': '10' });
  });
});
