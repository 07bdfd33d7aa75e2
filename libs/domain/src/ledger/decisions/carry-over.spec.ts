import {
  accepted,
  allocatedLedger,
  asked,
  closedYear,
  codeOf,
  county,
  dayJob,
  frozen,
  heldBy,
  lotIn,
  movedBy,
  mu,
  POLICY_ROWS,
  refusalOf,
  without,
  type World,
} from '../testing/index.js';

type Data = Partial<Parameters<typeof asked<'CarryOver'>>[2]>;
const carry = (world: World, data: Data = {}) =>
  asked(world, 'CarryOver', {
    entryId: 'co',
    unit: '330402',
    lot: 'a.1',
    quantity: mu(5, 5, 7),
    toPlanYear: 2018,
    ...data,
  });
const nextYear = () => allocatedLedger(mu(1_000), { day: '2018-02-01' });

describe('carryOver (结转)', () => {
  it('moves what was saved into a successor lot of the next year, after the end of the first', () => {
    const world = nextYear();
    const event = accepted(world, carry(world), 'QuotaCarriedOver');
    expect(movedBy(event)).toEqual(['u-330402/a.1/available -> u-330402/co.1/available 5/5/7']);
    expect(event.data).toMatchObject({ unit: 'u-330402', lot: 'a.1', toPlanYear: 2018 });
    expect(lotIn(event)).toEqual({
      lot: 'co.1',
      unit: 'u-330402',
      indicator: 'annual',
      planYear: 2018,
      firstPlanYear: 2017,
      planKind: 'pool',
      parent: 'a.1',
      validFrom: '2018-02-01',
      validUntil: '2018-12-31',
    });
    expect(heldBy(world, 'u-330402')).toEqual({
      'a.1/available': '995/995/993',
      'co.1/available': '5/5/7',
    });
  });

  it('counts its term from the first year of the chain', () => {
    const world = nextYear();
    world.post(carry(world), carry(world, { entryId: 'co2', lot: 'co.1', toPlanYear: 2019 }));
    const third = carry(world, { entryId: 'co3', lot: 'co2.1', toPlanYear: 2020 });
    expect(refusalOf(world, third)).toEqual({
      code: 'carry-over-term-exceeded',
      facts: { lot: 'co2.1', firstPlanYear: 2017, toPlanYear: 2020, yearsAllowed: 2 },
    });
  });

  it('is refused where policy states no term', () => {
    const rows = POLICY_ROWS.filter(({ key }) => key !== 'carry-over-term');
    const world = allocatedLedger(mu(1_000), { rows });
    expect(refusalOf(world, carry(world))).toEqual({
      code: 'policy-missing',
      facts: {
        policy: 'carry-over-term',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
      },
    });
  });

  it.each([
    ['into the same year', { toPlanYear: 2017 }, 'validity-malformed'],
    ['with a window the wrong way round', { validUntil: '2018-01-31' }, 'validity-malformed'],
    ['with no date', { validFrom: '2018-13-01' }, 'date-malformed'],
    ['beyond what is held', { quantity: mu(1_001) }, 'insufficient-balance'],
    ['by a county', { actor: county('330402') }, 'not-permitted'],
    ['of a lot of another unit', { lot: 'i.1' }, 'lot-of-other-unit'],
  ] as const)('is refused %s', (_what, data, code) => {
    const world = nextYear();
    expect(codeOf(world, carry(world, data))).toBe(code);
  });

  it('is refused into a closed year and while the unit is frozen', () => {
    const world = nextYear();
    world.post(closedYear(world, 2018));
    expect(refusalOf(world, carry(world))).toEqual({
      code: 'plan-year-closed',
      facts: { planYear: 2018 },
    });
    world.post(
      asked(world, 'ReopenPlanYear', { entryId: 'ro', planYear: 2018, reason: 'x' }),
      frozen(world),
    );
    expect(codeOf(world, carry(world))).toBe('frozen');
  });
});

describe('lapseQuota (失效)', () => {
  const lapse = (world: World, data: Partial<Parameters<typeof asked<'LapseQuota'>>[2]> = {}) =>
    asked(world, 'LapseQuota', {
      entryId: 'lp',
      unit: '330402',
      draws: [{ lot: 'a.1', quantity: mu(5, 5, 7) }],
      ...data,
    });

  it('makes it nobody’s any more, frozen or not', () => {
    const world = nextYear();
    world.post(frozen(world));
    const event = accepted(world, lapse(world), 'QuotaLapsed');
    expect(movedBy(event)).toEqual(['u-330402/a.1/available -> a.1/lapsed 5/5/7']);
    expect(event.data).toMatchObject({ unit: 'u-330402', lots: [] });
    expect(event.data).not.toHaveProperty('automatic');
  });

  it('is posted by the day job without a document', () => {
    const world = nextYear();
    const command = without(lapse(world, { actor: dayJob }), 'document');
    expect(accepted(world, command, 'QuotaLapsed').data.automatic).toBe(true);
  });

  it.each([
    ['nothing', { draws: [] }, 'nothing-to-do'],
    ['more than is held', { draws: [{ lot: 'a.1', quantity: mu(1_001) }] }, 'insufficient-balance'],
    ['a county', { actor: county('330402') }, 'not-permitted'],
    ['an empty amount', { draws: [{ lot: 'a.1', quantity: mu(0) }] }, 'quantity-empty'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = nextYear();
    expect(codeOf(world, lapse(world, data))).toBe(code);
  });
});
