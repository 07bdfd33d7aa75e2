import type { VoidFate } from '../policy.js';
import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  closedYear,
  codeOf,
  consume,
  county,
  heldBy,
  movedBy,
  mu,
  muUnits,
  POLICY_ROWS,
  refusalOf,
  reserve,
  reverse,
  voidOf,
  type World,
} from '../testing/index.js';

const underFate = (fate: VoidFate, day = '2017-06-30'): World => {
  const rows = [
    ...POLICY_ROWS.filter(({ key }) => key !== 'voided-consumption'),
    { key: 'voided-consumption' as const, scope: { planYear: 2017 }, value: { fate } },
  ];
  const world = allocatedLedger(mu(1_000), { rows, day });
  return world.post(consume(world, { effectiveOn: '2017-06-30' }));
};
const part = (amount: number, lot = 'a.1') => [{ lot, quantity: mu(amount) }];

const another = (world: World) => ({ number: '另一批文', date: world.today() });

describe('voidConsumption (撤回、失效)', () => {
  it('T-17: under VOID consumed falls, available is unchanged, voided rises', () => {
    const world = underFate('void');
    const event = accepted(world, voidOf(world), 'ConsumptionVoided');
    expect(movedBy(event)).toEqual(['u-330402/a.1/consumed -> u-330402/a.1/voided 100']);
    expect(event.data).toMatchObject({
      unit: 'u-330402',
      consumption: 'c',
      reason: '批文撤回',
      fates: { 'a.1': 'void' },
    });
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '900', 'a.1/voided': '100' });
  });

  describe('what was approved', () => {
    const granted = (world: World) => ({
      approval: { number: 'z-1', date: world.today() },
      parcels: ['330402001'],
    });
    const ledger = (): World => {
      const world = allocatedLedger();
      return world.post(consume(world, { ...granted(world), draws: part(100) }));
    };
    const again = (world: World, entryId = 'c-2') =>
      consume(world, { entryId, ...granted(world), draws: part(1) });

    it('stays taken while something of the consumption is left', () => {
      const world = ledger().post(voidOf(allocatedLedger(), { draws: part(40) }));
      expect(world.last()).not.toHaveProperty('data.frees');
      expect(codeOf(world, again(world))).toBe('approval-already-posted');
    });

    it('may be approved again once nothing is left', () => {
      const world = ledger();
      world.post(voidOf(world));
      expect(world.last()).toHaveProperty('data.frees', {
        use: 'consumption',
        approval: 'z-1',
        indicators: ['annual'],
        parcels: ['330402001'],
      });
      world.post(again(world));
    });

    it('is held again when the void is reversed', () => {
      const world = ledger();
      world.post(voidOf(world));
      const { entryId } = world.last().data;
      world.post(reverse(world, entryId));
      expect(codeOf(world, again(world))).toBe('approval-already-posted');
    });

    it('keeps the void from being reversed once it was approved again', () => {
      const world = ledger();
      world.post(voidOf(world));
      const { entryId } = world.last().data;
      world.post(again(world));
      expect(codeOf(world, reverse(world, entryId))).toBe('approval-already-posted');
    });
  });

  it('T-18: under RETURN_TO_HOLDER available rises', () => {
    const world = underFate('return-to-holder');
    const event = accepted(world, voidOf(world), 'ConsumptionVoided');
    expect(event.data.fates).toEqual({ 'a.1': 'return-to-holder' });
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '1000' });
  });

  it('under RETURN_TO_ISSUER goes to the holder of the parent lot', () => {
    const world = underFate('return-to-issuer');
    world.post(voidOf(world));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '900' });
    expect(heldBy(world, 'u-330000')).toEqual({ 'i.1/available': '99100' });
  });

  it('under RETURN_TO_ISSUER looks past lots that came from the unit itself', () => {
    const world = underFate('return-to-issuer');
    world.post(
      asked(world, 'SplitQuota', {
        entryId: 's',
        unit: '330402',
        lot: 'a.1',
        parts: [{ planKind: 'project', quantity: mu(50) }],
      }),
      consume(world, { entryId: 'c2', approval: another(world), draws: part(50, 's.1') }),
      voidOf(world, { consumption: 'c2' }),
    );
    expect(heldBy(world, 'u-330000')).toEqual({ 'i.1/available': '99050' });
  });

  it('is void where a lot came from nobody', () => {
    const world = underFate('return-to-issuer');
    world.post(
      consume(world, {
        entryId: 'c2',
        unit: '330000',
        approval: another(world),
        draws: part(5, 'i.1'),
      }),
    );
    const event = accepted(world, voidOf(world, { consumption: 'c2' }), 'ConsumptionVoided');
    expect(event.data.fates).toEqual({ 'i.1': 'void' });
  });

  it('pays a debt of the unit it returns to', () => {
    const world = underFate('return-to-holder');
    world.post(
      asked(world, 'DeductQuota', {
        entryId: 'de',
        unit: '330402',
        reason: 'sanction',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(930),
      }),
      voidOf(world),
    );
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '70' });
  });

  it('takes parts, never more than is left of the consumption', () => {
    const world = underFate('void');
    world.post(voidOf(world, { draws: part(30) }));
    const more = voidOf(world, { entryId: 'v2', draws: [...part(40), ...part(31)] });
    expect(refusalOf(world, more)).toEqual({
      code: 'consumption-exceeded',
      facts: {
        consumption: 'c',
        lot: 'a.1',
        component: 'total',
        held: muUnits(70),
        asked: muUnits(71),
        shortBy: muUnits(1),
      },
    });
    world.post(voidOf(world, { entryId: 'v2' }));
    expect(heldBy(world, 'u-330402')).toMatchObject({ 'a.1/voided': '100' });
    expect(codeOf(world, voidOf(world, { entryId: 'v3' }))).toBe('nothing-to-do');
  });

  it('of a final consumption leaves what it released', () => {
    const world = allocatedLedger();
    const draws = [{ lot: 'a.1', quantity: mu(60), reservation: 'r' }];
    world.post(reserve(world), consume(world, { draws, final: true }), voidOf(world));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '940', 'a.1/voided': '60' });
  });

  it('is not limited by other consumptions of the same lot', () => {
    const world = underFate('void');
    world.post(consume(world, { entryId: 'c2', approval: another(world) }));
    expect(codeOf(world, voidOf(world, { draws: part(101) }))).toBe('consumption-exceeded');
  });

  it('makes good an advance of the same lot first', () => {
    const world = underFate('return-to-holder');
    const approval = { number: 'z-1', date: world.today() };
    world.post(
      asked(world, 'AdvanceQuota', {
        entryId: 'ad',
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'national-direct',
        quantity: mu(30),
        use: 'consumed',
        approval,
      }),
      asked(world, 'ConfirmAdvance', {
        entryId: 'cf',
        unit: '330402',
        advance: 'ad.1',
        quantity: mu(20, 10, 25),
      }),
    );
    const event = accepted(world, voidOf(world, { consumption: 'ad' }), 'ConsumptionVoided');
    expect(movedBy(event)).toEqual([
      'u-330402/ad.1/consumed -> u-330402/ad.1/advance 10/20/5',
      'u-330402/ad.1/consumed -> u-330402/ad.1/available 20/10/25',
    ]);
  });

  it('makes good over-use of the same lot first, and then asks no policy', () => {
    const world = underFate('void');
    world.post(
      asked(world, 'RecordOverUse', {
        entryId: 'ou',
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(80, 0, 0),
        approval: { number: 'z-9', date: world.today() },
      }),
    );
    const event = accepted(world, voidOf(world, { consumption: 'ou' }), 'ConsumptionVoided');
    expect(movedBy(event)).toEqual(['u-330402/ou.1/consumed -> u-330402/ou.1/overused 80/0/0']);
    expect(event.data.fates).toEqual({});
  });

  it('of a closed year lands in lapsed what would return to available', () => {
    const world = underFate('return-to-holder');
    world.post(
      asked(world, 'LapseQuota', { entryId: 'l1', unit: '330402', draws: part(900) }),
      asked(world, 'LapseQuota', { entryId: 'l2', unit: '330000', draws: part(99_000, 'i.1') }),
      closedYear(world, 2017),
    );
    const event = accepted(world, voidOf(world), 'ConsumptionVoided');
    expect(movedBy(event)).toEqual(['u-330402/a.1/consumed -> a.1/lapsed 100']);
  });

  it('is refused where policy does not tell the fate of that year', () => {
    const rows = POLICY_ROWS.filter(({ key }) => key !== 'voided-consumption');
    const world = allocatedLedger(mu(1_000), { rows });
    world.post(consume(world));
    expect(refusalOf(world, voidOf(world))).toEqual({
      code: 'policy-missing',
      facts: {
        policy: 'voided-consumption',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
      },
    });
  });

  it.each([
    ['an unknown entry', { consumption: 'q' }, 'entry-unknown'],
    ['an entry that used nothing', { consumption: 'a' }, 'entry-unknown'],
    ['a day before the consumption', { effectiveOn: '2017-06-29' }, 'before-cited-entry'],
    ['an unknown lot', { draws: part(1, 'x.1') }, 'lot-unknown'],
    ['a lot it did not use', { draws: part(1, 'i.1') }, 'consumption-exceeded'],
    ['a county', { actor: county('330402') }, 'not-permitted'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = underFate('void');
    expect(codeOf(world, voidOf(world, data))).toBe(code);
  });

  it('is refused for a consumption that was reversed', () => {
    const world = underFate('void');
    world.post(reverse(world, 'c'));
    expect(codeOf(world, voidOf(world))).toBe('entry-already-reversed');
  });

  it('keeps the consumption from being reversed until it is undone itself', () => {
    const world = underFate('return-to-holder');
    world.post(voidOf(world, { draws: part(30) }), voidOf(world, { entryId: 'v2' }));
    expect(refusalOf(world, reverse(world, 'c'))).toMatchObject({
      code: 'entry-in-use',
      facts: { dependents: [{ entry: 'v2' }, { entry: 'v' }] },
    });
    world.post(reverse(world, 'v2'), reverse(world, 'v'));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '900', 'a.1/consumed': '100' });
    world.post(reverse(world, 'c'));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '1000' });
  });

  it('is not reversed once what it returned was used', () => {
    const world = underFate('return-to-holder');
    world.post(voidOf(world), reserve(world, { draws: part(950) }));
    expect(codeOf(world, reverse(world, 'v'))).toBe('insufficient-balance');
    expect(codeOf(world, allocate(world, { lot: 'a.1' }))).toBe('lot-of-other-unit');
  });
});
