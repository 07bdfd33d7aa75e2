import {
  accepted,
  allocate,
  allocatedLedger,
  area,
  asked,
  balancesOf,
  closedYear,
  codeOf,
  consume,
  county,
  document,
  ha,
  heldBy,
  lotIn,
  movedBy,
  mu,
  muUnits,
  openedLedger,
  POLICY_ROWS,
  refusalOf,
  release,
  reserve,
  reverse,
  type World,
} from '../testing/index.js';

const reserved = (amount: ReturnType<typeof mu>, reservation = 'r', lot = 'a.1') => ({
  lot,
  quantity: amount,
  reservation,
});
const reservedLedger = (data: Parameters<typeof reserve>[1] = {}) => {
  const world = allocatedLedger();
  return world.post(reserve(world, data));
};
const approved = (number: string, world: World) => ({ number, date: world.today() });

describe('consumeQuota (使用、核销)', () => {
  it('uses what is available', () => {
    const world = allocatedLedger();
    const facts = { project: 'p-1', projectClass: '产业', parcels: ['330402001'] };
    const event = accepted(world, consume(world, facts), 'QuotaConsumed');
    expect(movedBy(event)).toEqual(['u-330402/a.1/available -> u-330402/a.1/consumed 100']);
    expect(event.data).toMatchObject({
      unit: 'u-330402',
      approval: { number: '浙土字A〔2017〕-0012', date: '2017-06-30' },
      ...facts,
      lots: [],
    });
    expect(event.data).not.toHaveProperty('final');
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '900', 'a.1/consumed': '100' });
  });

  it('uses a reservation, takes its project, and leaves the rest reserved', () => {
    const world = reservedLedger();
    const event = accepted(world, consume(world, { draws: [reserved(mu(60))] }), 'QuotaConsumed');
    expect(movedBy(event)).toEqual(['u-330402/a.1/reserved -> u-330402/a.1/consumed 60 (r)']);
    expect(event.data.project).toBe('p-1');
    expect(heldBy(world, 'u-330402')).toEqual({
      'a.1/available': '900',
      'a.1/reserved': '40',
      'a.1/consumed': '60',
    });
  });

  it('releases the rest in the same entry when it is final', () => {
    const world = reservedLedger();
    const final = consume(world, { draws: [reserved(mu(60, 50, 40))], final: true });
    const event = accepted(world, final, 'QuotaConsumed');
    expect(movedBy(event)).toEqual([
      'u-330402/a.1/reserved -> u-330402/a.1/consumed 60/50/40 (r)',
      'u-330402/a.1/reserved -> u-330402/a.1/available 40/50/60 (r)',
    ]);
    expect(event.data.final).toBe(true);
    expect(codeOf(world, release(world))).toBe('reservation-closed');
  });

  it('without named draws uses the reservation first, then what is available', () => {
    const world = reservedLedger();
    const automatic = [{ indicator: 'annual', quantity: mu(130) }];
    const event = accepted(world, consume(world, { automatic, reservation: 'r' }), 'QuotaConsumed');
    expect(movedBy(event)).toEqual([
      'u-330402/a.1/reserved -> u-330402/a.1/consumed 100 (r)',
      'u-330402/a.1/available -> u-330402/a.1/consumed 30',
    ]);
  });

  it('takes of a reservation what is of the indicator asked', () => {
    const world = allocatedLedger();
    const scale = { total: area('9 mu') };
    world.post(
      asked(world, 'IssueQuota', {
        entryId: 'x',
        indicator: 'scale',
        planYear: 2017,
        planKind: 'pool',
        quantity: scale,
      }),
      allocate(world, { lot: 'x.1', to: [{ unit: '330402', quantity: scale }] }),
      reserve(world, {
        draws: [
          { lot: 'a.1', quantity: mu(100) },
          { lot: 'b.1', quantity: scale },
        ],
      }),
    );
    const automatic = [
      { indicator: 'scale', quantity: scale },
      { indicator: 'annual', quantity: mu(9) },
    ];
    const event = accepted(world, consume(world, { automatic, reservation: 'r' }), 'QuotaConsumed');
    expect(movedBy(event)).toEqual([
      'u-330402/b.1/reserved -> u-330402/b.1/consumed 9 (r)',
      'u-330402/a.1/reserved -> u-330402/a.1/consumed 9 (r)',
    ]);
  });

  it('when final releases a named reservation although the draws needed nothing of it', () => {
    const world = allocatedLedger();
    const scale = { indicator: 'scale', planYear: 2017, planKind: 'pool' };
    world.post(
      asked(world, 'IssueQuota', { entryId: 'x', ...scale, quantity: { total: area('9 mu') } }),
      allocate(world, { lot: 'x.1', to: [{ unit: '330402', quantity: { total: area('9 mu') } }] }),
      reserve(world),
    );
    const automatic = [{ indicator: 'scale', quantity: { total: area('4 mu') } }];
    const final = consume(world, { automatic, reservation: 'r', final: true });
    expect(movedBy(accepted(world, final, 'QuotaConsumed'))).toEqual([
      'u-330402/b.1/available -> u-330402/b.1/consumed 4',
      'u-330402/a.1/reserved -> u-330402/a.1/available 100 (r)',
    ]);
    // The approval used scale alone; annual quota may still be posted under it.
    world.post(consume(world, { entryId: 'c2', project: 'p-1' }));
  });

  it('H-20 takes no reservation beside named draws, which would pass it over', () => {
    const world = reservedLedger();
    const draws = [{ lot: 'a.1', quantity: mu(1) }];
    for (const reservation of ['r', 'nobody', '__proto__'])
      expect(codeOf(world, consume(world, { draws, reservation }))).toBe('draws-malformed');
  });

  it('T-16 L1: one approval draws on several lots, and the sums match per component', () => {
    // 20.0000 ha (farm 18, unused 2): the illegally occupied part from stock disposal, the rest from the nation.
    const world = allocatedLedger(ha('1.2000', '1.0000', '0'));
    const draws = [
      { lot: 'a.1', quantity: ha('1.2000', '1.0000', '0') },
      {
        direct: { indicator: 'annual', planYear: 2017, document: document('国土资函〔2017〕88号') },
        quantity: ha('18.8000', '17.0000', '0'),
      },
    ];
    const land = { unused: String(area('2.0000 ha')) };
    const event = accepted(world, consume(world, { draws, land, project: 'p-1' }), 'QuotaConsumed');
    expect(movedBy(event)).toEqual([
      'u-330402/a.1/available -> u-330402/a.1/consumed 18/15/0',
      'c.1/source -> u-330402/c.1/consumed 282/255/0',
    ]);
    expect(lotIn(event)).toEqual({
      lot: 'c.1',
      unit: 'u-330402',
      indicator: 'annual',
      planYear: 2017,
      planKind: 'national-direct',
      project: 'p-1',
      document: document('国土资函〔2017〕88号'),
      validFrom: '2017-06-30',
      validUntil: '2017-12-31',
    });
    const sum = Object.entries(balancesOf(world)).filter(([path]) => path.endsWith('consumed'));
    expect(sum.map(([, amount]) => amount)).toEqual(['18/15/0', '282/255/0']);
    expect(18 + 282).toBe(20 * 15);
  });

  it('is effective on the approval date only', () => {
    const world = allocatedLedger();
    const approval = { number: 'z-1', date: '2017-06-29' };
    expect(refusalOf(world, consume(world, { approval }))).toEqual({
      code: 'effective-not-approval-date',
      facts: { approvedOn: '2017-06-29', effectiveOn: '2017-06-30' },
    });
  });

  it.each([
    ['no draw', { draws: [] }, 'draws-malformed'],
    [
      'an approval without number',
      { approval: { number: ' ', date: '2017-06-30' } },
      'document-missing',
    ],
    ['an unknown reservation', { draws: [reserved(mu(1), 'q')] }, 'reservation-unknown'],
    [
      'more than is available',
      { draws: [{ lot: 'a.1', quantity: mu(1_001) }] },
      'insufficient-balance',
    ],
    [
      'land that does not nest',
      { draws: [{ lot: 'a.1', quantity: mu(5, 5, 6) }] },
      'component-nesting',
    ],
    ['another county', { actor: county('330411') }, 'not-permitted'],
    [
      'a direct draw without document number',
      {
        draws: [
          {
            direct: { indicator: 'annual', planYear: 2017, document: document(' ') },
            quantity: mu(1),
          },
        ],
      },
      'document-missing',
    ],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = allocatedLedger();
    expect(codeOf(world, consume(world, data))).toBe(code);
  });
});

describe('a reservation is used', () => {
  it('by its own unit, for its own project, not before it and not beyond it', () => {
    const world = reservedLedger({ expiresOn: '2017-07-05' });
    world.post(allocate(world, { to: [{ unit: '330411', quantity: mu(10) }] }));
    const use = (data: Parameters<typeof consume>[1] = {}) =>
      consume(world, { draws: [reserved(mu(60))], ...data });
    expect(refusalOf(world, use({ unit: '330411' }))).toEqual({
      code: 'reservation-of-other-unit',
      facts: { reservation: 'r', unit: 'u-330402' },
    });
    expect(refusalOf(world, use({ project: 'p-2' }))).toEqual({
      code: 'reservation-of-other-project',
      facts: { reservation: 'r', project: 'p-1' },
    });
    expect(codeOf(world, use({ effectiveOn: '2017-06-29' }))).toBe('before-cited-entry');
    const twice = [reserved(mu(60)), reserved(mu(41))];
    expect(refusalOf(world, use({ draws: twice }))).toMatchObject({
      code: 'reservation-exceeded',
      facts: { held: muUnits(100), asked: muUnits(101), shortBy: muUnits(1) },
    });
    world.advanceTo('2017-07-05').post(use());
  });

  it('not after its last day, not even with an earlier approval', () => {
    const world = reservedLedger({ expiresOn: '2017-07-05' }).advanceTo('2017-07-06');
    const late = { draws: [reserved(mu(60))], effectiveOn: '2017-07-03' };
    expect(refusalOf(world, consume(world, late))).toEqual({
      code: 'reservation-expired',
      facts: { reservation: 'r', expiresOn: '2017-07-05', ledgerDay: '2017-07-06' },
    });
  });

  it('only while its lot is valid', () => {
    const world = allocatedLedger();
    const until = [{ unit: '330402', quantity: mu(60), validUntil: '2017-07-31' }];
    const draws = ['a.1', 'b.1'].map((lot) => ({ lot, quantity: mu(60) }));
    world.post(allocate(world, { to: until }), reserve(world, { draws })).advanceTo('2017-08-01');
    const drawn = (lot: string) => consume(world, { draws: [reserved(mu(1), 'r', lot)] });
    expect(codeOf(world, drawn('b.1'))).toBe('lot-not-valid');
    world.post(drawn('a.1'));
  });

  it('with the purpose it was reserved for', () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'SplitQuota', {
        entryId: 's',
        unit: '330402',
        lot: 'a.1',
        parts: [{ purpose: '学校', quantity: mu(50) }],
      }),
    );
    const draws = [{ lot: 's.1', quantity: mu(50) }];
    expect(codeOf(world, reserve(world, { draws }))).toBe('lot-restricted');
    expect(codeOf(world, consume(world, { draws }))).toBe('lot-restricted');
    world.post(reserve(world, { draws, purpose: '学校' }));
    world.post(consume(world, { draws: [reserved(mu(50), 'r', 's.1')] }));
  });
});

describe('an approval', () => {
  it('is consumed once per project and indicator', () => {
    const world = allocatedLedger();
    world.post(consume(world, { project: 'p-1' }));
    expect(refusalOf(world, consume(world, { entryId: 'c2', project: 'p-1' }))).toEqual({
      code: 'approval-already-posted',
      facts: {
        approval: '浙土字A〔2017〕-0012',
        indicator: 'annual',
        entry: 'c',
        project: 'p-1',
      },
    });
    world.post(consume(world, { entryId: 'c2', project: 'p-2' }));
    expect(codeOf(world, consume(world, { entryId: 'c4' }))).toBe('approval-already-posted');
  });

  it('is found under the project of the reservation, too', () => {
    const world = reservedLedger();
    world.post(consume(world, { project: 'p-1' }));
    const again = consume(world, { entryId: 'c2', draws: [reserved(mu(1))] });
    expect(codeOf(world, again)).toBe('approval-already-posted');
  });

  it('is free again, like its parcels, when the entry is reversed', () => {
    const world = allocatedLedger();
    const first = { parcels: ['330402001', '330402002'] };
    world.post(consume(world, first), reverse(world, 'c'));
    world.post(consume(world, { entryId: 'c2', ...first }));
    expect(codeOf(world, consume(world, { entryId: 'c3', ...first }))).toBe(
      'approval-already-posted',
    );
  });

  it('names a parcel once, whatever the approval', () => {
    const world = allocatedLedger();
    const parcels = ['330402001'];
    world.post(consume(world, { parcels }));
    const other = { entryId: 'c2', approval: approved('z-2', world), parcels };
    expect(refusalOf(world, consume(world, other))).toEqual({
      code: 'parcel-already-consumed',
      facts: { parcel: '330402001', entry: 'c' },
    });
    const twice = { ...other, parcels: ['330402009', '330402009'] };
    expect(codeOf(world, consume(world, twice))).toBe('parcel-already-consumed');
  });

  it('draws on the indicators together that policy asks for', () => {
    const together = {
      key: 'approval-indicators' as const,
      scope: { indicator: 'annual' },
      value: { indicators: ['annual', 'scale'] },
    };
    const world = allocatedLedger(mu(1_000), { rows: [...POLICY_ROWS, together] });
    expect(refusalOf(world, consume(world))).toEqual({
      code: 'approval-indicator-missing',
      facts: { indicator: 'annual', missing: ['scale'] },
    });
    const none = POLICY_ROWS.filter(({ key }) => key !== 'approval-indicators');
    const other = allocatedLedger(mu(1_000), { rows: none });
    expect(refusalOf(other, consume(other))).toEqual({
      code: 'policy-missing',
      facts: { policy: 'approval-indicators', indicator: 'annual' },
    });
  });
});

describe('T-05: land facts of an approval (domain 3.2)', () => {
  const stated = (farmland: string, cultivated: string, total: string) => ({
    total: area(`${total} ha`),
    farmland: area(`${farmland} ha`),
    cultivated: area(`${cultivated} ha`),
  });
  const land = {
    unused: String(area('1.1111公顷')),
    existingConstruction: String(area('2.6544公顷')),
    batchArea: String(area('15.0000公顷')),
  };
  const batch = (world: World, quantity: ReturnType<typeof stated>, more: object = { land }) =>
    consume(world, { draws: [{ lot: 'a.1', quantity }], ...more });

  it('C1: 15.0000 = 11.2345 (8.0000) + 1.1111 + 2.6544 is accepted', () => {
    const world = allocatedLedger();
    const event = accepted(
      world,
      batch(world, stated('11.2345', '8.0000', '12.3456')),
      'QuotaConsumed',
    );
    expect(event.data.land).toEqual(land);
    expect(world.balance('u-330402/a.1/consumed')).toEqual(
      Object.values(stated('11.2345', '8.0000', '12.3456')),
    );
  });

  it('C2: 5.0000 of farmland with 5.0001 of cultivated land is refused', () => {
    const world = allocatedLedger();
    expect(refusalOf(world, batch(world, stated('5.0000', '5.0001', '6'), {}))).toMatchObject({
      code: 'component-nesting',
      facts: { smaller: 'cultivated', larger: 'farmland' },
    });
  });

  it('C3: a total that is 1 m² too large is refused', () => {
    const world = allocatedLedger();
    const refusal = refusalOf(world, batch(world, stated('11.2345', '8.0000', '12.3457')));
    expect(refusal.code).toBe('land-facts-inconsistent');
    expect(Object.values(refusal.facts)).toContain(String(area('12.3457 ha')));
  });

  it('is asked of indicators that have those components only', () => {
    const world = openedLedger();
    world.post(
      asked(world, 'IssueQuota', {
        entryId: 'x',
        indicator: 'scale',
        planYear: 2017,
        planKind: 'pool',
        quantity: { total: 900n },
      }),
    );
    const draws = [{ lot: 'x.1', quantity: { total: 300n } }];
    world.post(consume(world, { unit: '330000', draws, land }));
  });
});

it('land facts may leave out the unused land', () => {
  const world = allocatedLedger();
  world.post(consume(world, { land: { batchArea: String(area('100 mu')) } }));
});

describe('a direct draw (国家配置)', () => {
  const direct = (world: World, planYear = 2017) =>
    consume(world, {
      draws: [
        { direct: { indicator: 'annual', planYear, document: document() }, quantity: mu(10) },
      ],
    });

  it('is refused in a closed year, and counts as no issue', () => {
    const world = openedLedger();
    world.post(closedYear(world, 2016));
    expect(codeOf(world, direct(world, 2016))).toBe('plan-year-closed');
    world.post(direct(world));
    expect(world.state.issued.has('annual/2017')).toBe(false);
  });

  it('of an earlier year is valid on its day', () => {
    const world = openedLedger();
    expect(lotIn(accepted(world, direct(world, 2016), 'QuotaConsumed'))).toMatchObject({
      validFrom: '2017-06-30',
      validUntil: '2017-06-30',
    });
  });
});
