import {
  accepted,
  allocatedLedger,
  asked,
  closedYear,
  codeOf,
  consume,
  county,
  ha,
  heldBy,
  lotIn,
  movedBy,
  mu,
  openedLedger,
  area,
  refusalOf,
  without,
  type World,
} from '../testing/index.js';

type Advance = Partial<Parameters<typeof asked<'AdvanceQuota'>>[2]>;
const advance = (world: World, data: Advance = {}) =>
  asked(world, 'AdvanceQuota', {
    entryId: 'ad',
    unit: '330402',
    indicator: 'annual',
    planYear: 2017,
    planKind: 'national-direct',
    quantity: mu(450),
    use: 'consumed',
    ...(data.use === 'available'
      ? {}
      : { approval: { number: 'z-1', date: data.effectiveOn ?? world.today() } }),
    ...data,
  });
type Confirm = Partial<Parameters<typeof asked<'ConfirmAdvance'>>[2]>;
const confirm = (world: World, data: Confirm = {}) =>
  asked(world, 'ConfirmAdvance', {
    entryId: 'cf',
    unit: '330402',
    advance: 'ad.1',
    ...(data.draws === undefined ? { quantity: mu(375) } : {}),
    ...data,
  });

describe('advanceQuota (预支)', () => {
  it('is used before it is confirmed, and owed', () => {
    const world = openedLedger();
    const command = advance(world, { project: 'p-1', parcels: ['1'], actor: county('330402') });
    const event = accepted(world, command, 'QuotaAdvanced');
    expect(movedBy(event)).toEqual(['u-330402/ad.1/advance -> u-330402/ad.1/consumed 450']);
    expect(event.data).toMatchObject({
      unit: 'u-330402',
      use: 'consumed',
      approval: { number: 'z-1', date: '2017-06-30' },
      project: 'p-1',
      parcels: ['1'],
    });
    expect(lotIn(event)).toEqual({
      lot: 'ad.1',
      unit: 'u-330402',
      indicator: 'annual',
      planYear: 2017,
      planKind: 'national-direct',
      project: 'p-1',
      validFrom: '2017-01-01',
      validUntil: '2017-12-31',
    });
    expect(heldBy(world, 'u-330402')).toEqual({ 'ad.1/advance': '-450', 'ad.1/consumed': '450' });
  });

  it('may be taken into available first', () => {
    const world = openedLedger();
    world.post(advance(world, { use: 'available' }));
    expect(heldBy(world, 'u-330402')).toEqual({ 'ad.1/advance': '-450', 'ad.1/available': '450' });
    world.post(consume(world, { draws: [{ lot: 'ad.1', quantity: mu(450) }] }));
  });

  it.each([
    ['a use without approval', { use: 'consumed', approval: undefined }, 'draws-malformed'],
    [
      'an approval without use',
      { use: 'available', approval: { number: 'z', date: '2017-06-30' } },
      'draws-malformed',
    ],
    [
      'an approval of another day',
      { approval: { number: 'z', date: '2017-06-29' } },
      'effective-not-approval-date',
    ],
    ['an unknown kind', { planKind: 'gift' }, 'plan-kind-unknown'],
    ['land that does not nest', { quantity: mu(1, 2) }, 'component-nesting'],
    ['a closed year', { planYear: 2016 }, 'plan-year-closed'],
    [
      'a window the wrong way round',
      { validFrom: '2017-12-01', validUntil: '2017-11-01' },
      'validity-malformed',
    ],
    ['another county', { actor: county('330411') }, 'not-permitted'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = openedLedger();
    world.post(closedYear(world, 2016));
    const command = advance(world, data as Advance);
    const isAbsent = 'approval' in data && data.approval === undefined;
    expect(codeOf(world, isAbsent ? without(command, 'approval') : command)).toBe(code);
  });

  it('is one consumption of its approval and its parcels', () => {
    const world = allocatedLedger();
    world.post(advance(world, { parcels: ['1'] }));
    const approval = { number: 'z-1', date: world.today() };
    expect(codeOf(world, consume(world, { approval }))).toBe('approval-already-posted');
    expect(codeOf(world, consume(world, { parcels: ['1'] }))).toBe('parcel-already-consumed');
    world.post(consume(world));
    const other = { number: '浙土字A〔2017〕-0012', date: world.today() };
    expect(codeOf(world, advance(world, { entryId: 'x', approval: other }))).toBe(
      'approval-already-posted',
    );
  });
});

describe('confirmAdvance (确认)', () => {
  it('T-27: 30.0000 ha advanced, 25.0000 confirmed: 5.0000 is still owed', () => {
    const world = openedLedger({ opensOn: '2020-01-01', day: '2020-06-30' });
    const quantity = ha('30.0000');
    world.post(advance(world, { effectiveOn: '2020-05-20', planYear: 2020, quantity }));
    const event = accepted(world, confirm(world, { quantity: ha('25.0000') }), 'AdvanceConfirmed');
    expect(movedBy(event)).toEqual(['ad.1/source -> u-330402/ad.1/advance 375']);
    expect(event.data).toMatchObject({ unit: 'u-330402', advance: 'ad.1', lots: [] });
    expect(world.balance('u-330402/ad.1/advance')).toEqual(
      Object.values(ha('5.0000')).map((owed) => -owed),
    );
    const more = confirm(world, { entryId: 'cf2', quantity: ha('5.0001') });
    expect(refusalOf(world, more)).toMatchObject({
      code: 'advance-exceeded',
      facts: {
        held: String(area('5 ha')),
        asked: String(area('5.0001 ha')),
        shortBy: String(area('0.0001 ha')),
        firstFailingDay: '2020-06-30',
      },
    });
    world.post(confirm(world, { entryId: 'cf2', quantity: ha('5.0000') }));
    expect(heldBy(world, 'u-330402')).toEqual({ 'ad.1/consumed': '450' });
  });

  it('may be covered from own quota', () => {
    const world = allocatedLedger();
    world.post(advance(world));
    const draws = [{ lot: 'a.1', quantity: mu(450) }];
    const event = accepted(world, confirm(world, { draws }), 'AdvanceConfirmed');
    expect(movedBy(event)).toEqual(['u-330402/a.1/available -> u-330402/ad.1/advance 450']);
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '550', 'ad.1/consumed': '450' });
  });

  it('is refused for a lot that is no advance of the unit, also after the books are closed', () => {
    const world = allocatedLedger();
    world.post(advance(world));
    expect(codeOf(world, confirm(world, { advance: 'i.1' }))).toBe('lot-of-other-unit');
    expect(codeOf(world, confirm(world, { advance: 'a.1' }))).toBe('advance-exceeded');
    world.post(
      confirm(world, { quantity: mu(450) }),
      asked(world, 'CloseBooks', { entryId: 'cb', through: '2017-06-30' }),
    );
    world.advanceTo('2017-07-01');
    expect(codeOf(world, confirm(world, { entryId: 'x' }))).toBe('advance-exceeded');
  });

  it.each([
    ['a county', { actor: county('330402') }, 'not-permitted'],
    ['an unknown advance', { advance: 'x.1' }, 'lot-unknown'],
    ['a day before the advance', { effectiveOn: '2017-06-29' }, 'before-cited-entry'],
    [
      'draws and a quantity',
      { draws: [{ lot: 'a.1', quantity: mu(1) }], quantity: mu(1) },
      'draws-malformed',
    ],
    [
      'more than own lots hold',
      { draws: [{ lot: 'a.1', quantity: mu(400) }] },
      'insufficient-balance',
    ],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = allocatedLedger(mu(399));
    world.post(advance(world));
    expect(codeOf(world, confirm(world, data))).toBe(code);
  });

  it('covers an advance by lots of the same indicator only', () => {
    const world = openedLedger();
    world.post(
      advance(world, { unit: '330000' }),
      asked(world, 'IssueQuota', {
        entryId: 'x',
        indicator: 'scale',
        planYear: 2017,
        planKind: 'pool',
        quantity: { total: 9n },
      }),
    );
    const draws = [{ lot: 'x.1', quantity: { total: 9n } }];
    expect(codeOf(world, confirm(world, { unit: '330000', draws }))).toBe('draws-malformed');
  });
});
