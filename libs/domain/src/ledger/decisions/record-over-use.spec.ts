import {
  accepted,
  allocatedLedger,
  asked,
  closedYear,
  codeOf,
  consume,
  county,
  frozen,
  heldBy,
  lotIn,
  movedBy,
  mu,
  refusalOf,
  type World,
} from '../testing/index.js';

type Data = Partial<Parameters<typeof asked<'RecordOverUse'>>[2]>;
const overUse = (world: World, data: Data = {}) =>
  asked(world, 'RecordOverUse', {
    entryId: 'ou',
    unit: '330402',
    indicator: 'annual',
    planYear: 2017,
    quantity: mu(80, 0, 0),
    approval: { number: 'z-9', date: data.effectiveOn ?? world.today() },
    ...data,
  });

describe('recordOverUse (超用)', () => {
  it('records what was approved beyond what was held', () => {
    const world = allocatedLedger();
    const facts = { project: 'p-9', parcels: ['9'] };
    const event = accepted(
      world,
      overUse(world, { ...facts, actor: county('330402') }),
      'OverUseRecorded',
    );
    expect(movedBy(event)).toEqual(['u-330402/ou.1/overused -> u-330402/ou.1/consumed 80/0/0']);
    expect(event.data).toMatchObject({ unit: 'u-330402', overUse: 'ou.1', ...facts });
    expect(lotIn(event)).toEqual({
      lot: 'ou.1',
      unit: 'u-330402',
      indicator: 'annual',
      planYear: 2017,
      planKind: 'over-use',
      validFrom: '2017-01-01',
      validUntil: '2017-12-31',
    });
  });

  it('keeps one lot per unit, indicator and year', () => {
    const world = allocatedLedger();
    world.post(overUse(world));
    const second = { entryId: 'ou2', approval: { number: 'z-10', date: world.today() } };
    const event = accepted(world, overUse(world, second), 'OverUseRecorded');
    expect(event.data).toMatchObject({ overUse: 'ou.1', lots: [] });
    world.advanceTo('2018-01-01');
    const next = {
      entryId: 'ou3',
      planYear: 2018,
      effectiveOn: world.today(),
      approval: { number: 'z-11', date: world.today() },
    };
    expect(accepted(world, overUse(world, next), 'OverUseRecorded').data.overUse).toBe('ou3.1');
    expect(heldBy(world, 'u-330402')).toMatchObject({
      'ou.1/overused': '-160/0/0',
      'ou3.1/overused': '-80/0/0',
    });
  });

  it('draws what the same approval took from lots, and nests as a whole', () => {
    const world = allocatedLedger(mu(1_000, 1_000, 600));
    const quantity = mu(0, 0, 40);
    expect(codeOf(world, overUse(world, { quantity }))).toBe('component-nesting');
    const draws = [{ lot: 'a.1', quantity: mu(990, 700, 600) }];
    const event = accepted(world, overUse(world, { quantity, draws }), 'OverUseRecorded');
    expect(movedBy(event)).toEqual([
      'u-330402/a.1/available -> u-330402/a.1/consumed 990/700/600',
      'u-330402/ou.1/overused -> u-330402/ou.1/consumed 0/0/40',
    ]);
  });

  it('is one over-use of its approval, beside one consumption of it', () => {
    const world = allocatedLedger();
    const approval = { number: 'z-9', date: world.today() };
    world.post(consume(world, { approval }), overUse(world, { parcels: ['9'] }));
    expect(codeOf(world, overUse(world, { entryId: 'x' }))).toBe('approval-already-posted');
    expect(codeOf(world, consume(world, { entryId: 'x', parcels: ['9'] }))).toBe(
      'parcel-already-consumed',
    );
  });

  it.each([
    ['a closed year', { planYear: 2016 }, 'plan-year-closed'],
    ['another county', { actor: county('330411') }, 'not-permitted'],
    [
      'more than its lots hold',
      { draws: [{ lot: 'a.1', quantity: mu(1_001) }] },
      'insufficient-balance',
    ],
    [
      'an approval of another day',
      { approval: { number: 'z', date: '2017-06-01' } },
      'effective-not-approval-date',
    ],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = allocatedLedger();
    world.post(closedYear(world, 2016));
    expect(codeOf(world, overUse(world, data))).toBe(code);
  });

  it('draws on lots of its indicator, and on none that is frozen', () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'IssueQuota', {
        entryId: 'x',
        indicator: 'scale',
        planYear: 2017,
        planKind: 'pool',
        quantity: { total: 9n },
      }),
    );
    const scale = [{ lot: 'x.1', quantity: { total: 9n } }];
    expect(codeOf(world, overUse(world, { unit: '330000', draws: scale }))).toBe('draws-malformed');
    world.post(frozen(world));
    const draws = [{ lot: 'a.1', quantity: mu(1) }];
    expect(refusalOf(world, overUse(world, { draws }))).toMatchObject({ code: 'frozen' });
    world.post(overUse(world));
  });
});
