import type { UnitVersion } from '../../units/index.js';
import { dayOf } from '../look-up.js';
import {
  accepted,
  allocate,
  asked,
  balancesOf,
  city,
  closedYear,
  codeOf,
  consume,
  document,
  frozen,
  heldBy,
  movedBy,
  mu,
  muUnits,
  openedLedger,
  refusalOf,
  reserve,
  reverse,
  voidOf,
  type World,
} from '../testing/index.js';

type Data = Partial<Parameters<typeof asked<'ReorganiseUnits'>>[2]>;
const county = (unitId: string, code: string, name: string): UnitVersion => ({
  unitId,
  code,
  name,
  level: 'county',
  parent: 'u-330100',
  from: '2021-03-11',
  holdsQuota: true,
});
const YUHANG = county('u-330110-2021', '330110', '余杭区');
const LINPING = county('u-330113', '330113', '临平区');
const QIANTANG = county('u-330114', '330114', '钱塘区');
const documents = [document('浙政发〔2021〕7号')];

/** 杭州 in 2021: 余杭 holds lot y.1 with 600, 江干 lot j.1 with 90. */
const hangzhou = (): World => {
  const world = openedLedger({ opensOn: '2021-01-01', day: '2021-03-15' });
  return world.post(
    asked(world, 'IssueQuota', {
      entryId: 'i',
      indicator: 'annual',
      planYear: 2021,
      planKind: 'pool',
      quantity: mu(1_000),
      effectiveOn: '2021-01-20',
    }),
    allocate(world, {
      entryId: 'y',
      to: [{ unit: '330110', quantity: mu(600) }],
      effectiveOn: '2021-02-01',
    }),
    allocate(world, {
      entryId: 'j',
      to: [{ unit: '330104', quantity: mu(90) }],
      effectiveOn: '2021-02-01',
    }),
  );
};
const division = (from: string, to: string, amount: number) => ({
  from,
  to,
  indicator: 'annual',
  planYear: 2021,
  planKind: 'pool',
  quantity: mu(amount),
});
const reorganise = (world: World, data: Data = {}) =>
  asked(world, 'ReorganiseUnits', {
    entryId: 're',
    approvedOn: '2021-03-11',
    inForceOn: '2021-03-11',
    switchOn: '2021-03-11',
    documents,
    ended: [{ unit: '330110', successors: ['u-330110-2021', 'u-330113'] }],
    units: [YUHANG, LINPING],
    divisions: [division('330110', 'u-330110-2021', 350), division('330110', 'u-330113', 250)],
    ...data,
  });
/** 江干 ends into 上城 and 钱塘. */
const jianggan = (qiantang: number) => ({
  ended: [{ unit: '330104', successors: ['u-330102', 'u-330114'] }],
  units: [QIANTANG],
  divisions: [division('330104', 'u-330102', 60), division('330104', 'u-330114', qiantang)],
});

describe('T-23: units change and their balances follow (domain 12)', () => {
  it('T-23 D1: 玉环县 331021 becomes 玉环市 331083 in mid-year and draws on the same balance', () => {
    const world = openedLedger({ day: '2017-06-01' });
    world.post(
      asked(world, 'IssueQuota', {
        entryId: 'i',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        quantity: mu(1_000),
        effectiveOn: '2017-03-20',
      }),
      allocate(world, {
        to: [{ unit: '331021', quantity: mu(1_000) }],
        effectiveOn: '2017-03-20',
      }),
      asked(world, 'RegisterUnits', {
        entryId: 'recode',
        units: [
          {
            unitId: 'u-331021',
            code: '331083',
            name: '玉环市',
            level: 'county',
            parent: 'u-331000',
            from: '2017-04-09',
            holdsQuota: true,
          },
        ],
      }),
    );
    const draws = [{ lot: 'b.1', quantity: mu(300) }];
    world.post(consume(world, { unit: '331083', draws }));
    expect(heldBy(world, 'u-331021')).toEqual({ 'b.1/available': '700', 'b.1/consumed': '300' });
    expect(codeOf(world, consume(world, { entryId: 'x', unit: '331021', draws }))).toBe(
      'unit-not-in-force',
    );
    world.post(reserve(world, { unit: '331021', draws, effectiveOn: '2017-04-08' }));
  });

  it('T-23 D2: 余杭 600 is divided 350 / 250, and the code is used again', () => {
    const world = hangzhou();
    const event = accepted(world, reorganise(world), 'UnitsReorganised');
    expect(movedBy(event)).toEqual([
      'u-330110/y.1/available -> u-330110-2021/y.1/available 350',
      'u-330110/y.1/available -> u-330113/y.1/available 250',
    ]);
    expect(event.data).toMatchObject({
      effectiveOn: '2021-03-11',
      approvedOn: '2021-03-11',
      inForceOn: '2021-03-11',
      documents,
      ended: [{ unit: 'u-330110', successors: ['u-330110-2021', 'u-330113'] }],
      reservations: {},
      lots: [],
    });
    expect(heldBy(world, 'u-330110')).toEqual({});
    expect(heldBy(world, 'u-330110-2021')).toEqual({ 'y.1/available': '350' });
    // As then: one row of 600.
    expect(world.balance('u-330110/y.1/available', '2021-03-10')).toEqual(Object.values(mu(600)));
    expect(refusalOf(world, reserve(world, { unit: 'u-330110' }))).toEqual({
      code: 'unit-not-in-force',
      facts: {
        unit: 'u-330110',
        on: '2021-03-15',
        endedOn: '2021-03-11',
        successors: ['u-330110-2021', 'u-330113'],
        called: ['330110 余杭区', '330113 临平区'],
      },
    });
    const draws = [{ lot: 'y.1', quantity: mu(350) }];
    world.post(reserve(world, { unit: '330110', draws, expiresOn: '2021-12-31' }));
    expect(heldBy(world, 'u-330110-2021')).toEqual({ 'y.1/reserved': '350' });
  });

  it('T-23 D3: 江干 90 goes 60 to 上城 and 30 to 钱塘', () => {
    const world = hangzhou();
    world.post(reorganise(world, jianggan(30)));
    expect(heldBy(world, 'u-330102')).toEqual({ 'j.1/available': '60' });
    expect(heldBy(world, 'u-330114')).toEqual({ 'j.1/available': '30' });
  });

  it('T-23 D4: a division of 60 / 31 is refused, 91 is not 90', () => {
    const world = hangzhou();
    const all = (mu: number) => ({
      total: muUnits(mu),
      farmland: muUnits(mu),
      cultivated: muUnits(mu),
    });
    expect(refusalOf(world, reorganise(world, jianggan(31)))).toEqual({
      code: 'division-differs',
      facts: {
        unit: 'u-330104',
        bucket: 'available',
        indicator: 'annual',
        planYear: 2021,
        planKind: 'pool',
        held: all(90),
        divided: all(91),
        difference: all(1),
      },
    });
  });

  it('T-24: the same code in 2020 and in 2022 is two units', () => {
    const world = hangzhou();
    world.post(reorganise(world));
    const on = (date: string) => world.state.units.resolve('330110', dayOf(date));
    expect(on('2020-12-31')).toBe('u-330110');
    expect(on('2021-03-10')).toBe('u-330110');
    expect(on('2021-03-11')).toBe('u-330110-2021');
    expect(on('2022-01-01')).toBe('u-330110-2021');
  });

  it('T-25: 沥海街道 moves from 上虞 to 越城: new versions, no code changes, nothing moves', () => {
    const world = openedLedger({ opensOn: '2021-01-01', day: '2021-03-01' });
    const version = (unitId: string, name: string): UnitVersion => ({
      unitId,
      code: unitId.slice(2),
      name,
      level: 'county',
      parent: 'u-330000',
      from: '2021-02-21',
      holdsQuota: true,
      note: '浙政函〔2021〕17号',
    });
    const units = [version('u-330604', '上虞区'), version('u-330602', '越城区')];
    const event = accepted(
      world,
      asked(world, 'RegisterUnits', { entryId: 'v', units }),
      'UnitsRegistered',
    );
    expect(event.data.postings).toEqual([]);
    expect(world.state.units.versions('u-330604')).toHaveLength(2);
    expect(world.state.units.resolve('330604', world.state.head.day)).toBe('u-330604');
    expect(world.state.units.endedOn('u-330604')).toBeUndefined();
  });
});

describe('reorganiseUnits (区划调整)', () => {
  it('merges: one successor needs no division', () => {
    const world = hangzhou();
    const merger = {
      ended: [{ unit: '330104', successors: ['u-330102'] }],
      units: [],
      divisions: [],
    };
    world.post(reorganise(world, merger));
    expect(heldBy(world, 'u-330102')).toEqual({ 'j.1/available': '90' });
  });

  it('spreads a division over the lots in draw order, first-named successor first', () => {
    const world = hangzhou();
    world.post(
      allocate(world, {
        entryId: 'y2',
        to: [{ unit: '330110', quantity: mu(100), validUntil: '2021-10-31' }],
        effectiveOn: '2021-02-02',
      }),
    );
    const divisions = [
      division('330110', 'u-330113', 250),
      division('330110', 'u-330110-2021', 450),
    ];
    expect(movedBy(accepted(world, reorganise(world, { divisions }), 'UnitsReorganised'))).toEqual([
      'u-330110/y2.1/available -> u-330113/y2.1/available 100',
      'u-330110/y.1/available -> u-330113/y.1/available 150',
      'u-330110/y.1/available -> u-330110-2021/y.1/available 450',
    ]);
  });

  it('is refused without a division, and with one of something that is not held', () => {
    const world = hangzhou();
    expect(codeOf(world, reorganise(world, { divisions: [] }))).toBe('division-differs');
    const divisions = [
      division('330110', 'u-330110-2021', 350),
      division('330110', 'u-330113', 250),
    ];
    const more = [...divisions, { ...division('330110', 'u-330113', 1), planKind: 'reward' }];
    expect(refusalOf(world, reorganise(world, { divisions: more }))).toMatchObject({
      code: 'division-differs',
      facts: { planKind: 'reward', held: { total: '0' } },
    });
  });

  it('hands each open reservation whole to the successor named for it', () => {
    const world = hangzhou();
    const ofYuhang = (entryId: string, amount: number) =>
      reserve(world, {
        entryId,
        unit: 'u-330110',
        draws: [{ lot: 'y.1', quantity: mu(amount) }],
        expiresOn: '2021-12-31',
        effectiveOn: '2021-03-01',
      });
    world.post(ofYuhang('r1', 40), ofYuhang('r2', 60));
    const divisions = [
      division('330110', 'u-330110-2021', 300),
      division('330110', 'u-330113', 200),
    ];
    const named = (reservations: Record<string, string>) =>
      reorganise(world, { divisions, reservations });
    expect(refusalOf(world, named({ r1: 'u-330113' }))).toEqual({
      code: 'reservations-unassigned',
      facts: { unit: 'u-330110', reservations: ['r2'] },
    });
    expect(codeOf(world, named({ r1: 'u-330113', r2: 'u-330102' }))).toBe(
      'reservations-unassigned',
    );
    const event = accepted(
      world,
      named({ r1: 'u-330113', r2: 'u-330110-2021' }),
      'UnitsReorganised',
    );
    expect(event.data.reservations).toEqual({ r1: 'u-330113', r2: 'u-330110-2021' });
    expect(heldBy(world, 'u-330113')).toEqual({ 'y.1/available': '200', 'y.1/reserved': '40' });
    const draws = [{ lot: 'y.1', quantity: mu(40), reservation: 'r1' }];
    world.post(consume(world, { unit: '330113', draws, final: true }));
    expect(heldBy(world, 'u-330113')).toEqual({ 'y.1/available': '200', 'y.1/consumed': '40' });
  });

  it('hands on what is owed, by default to the first successor; it is made good there', () => {
    const world = hangzhou();
    const approval = { number: 'z', date: '2021-03-01' };
    const common = {
      unit: 'u-330104',
      indicator: 'annual',
      planYear: 2021,
      effectiveOn: '2021-03-01',
    };
    world.post(
      asked(world, 'RecordOverUse', { entryId: 'ou', ...common, quantity: mu(8), approval }),
      asked(world, 'AdvanceQuota', {
        entryId: 'ad',
        ...common,
        planKind: 'pool',
        quantity: mu(5),
        use: 'consumed',
        approval: { number: 'z2', date: '2021-03-01' },
      }),
      asked(world, 'DeductQuota', {
        entryId: 'de',
        ...common,
        reason: 'sanction',
        quantity: mu(100),
      }),
      asked(world, 'RecordOverUse', {
        entryId: 'own',
        ...common,
        unit: '330102',
        quantity: mu(2),
        approval: { number: 'z3', date: '2021-03-01' },
      }),
    );
    const { ended, units } = jianggan(30);
    const overused = {
      ...division('330104', 'u-330114', 3),
      planKind: 'over-use',
      bucket: 'overused' as const,
    };
    const divisions = [overused, { ...overused, to: 'u-330102', quantity: mu(5) }];
    const event = accepted(
      world,
      reorganise(world, { ended, units, divisions }),
      'UnitsReorganised',
    );
    expect(movedBy(event)).toEqual([
      'u-330102/ad.1/advance -> u-330104/ad.1/advance 5',
      'u-330114/ou.1/overused -> u-330104/ou.1/overused 3',
      'u-330102/ou.1/overused -> u-330104/ou.1/overused 5',
      'u-330102/de.1/debt -> u-330104/de.1/debt 10',
    ]);
    expect(heldBy(world, 'u-330104')).toEqual({ 'ad.1/consumed': '5', 'ou.1/consumed': '8' });
    // A receipt of the successor pays the inherited debt; a deduction makes good both over-uses.
    world.post(
      allocate(world, { to: [{ unit: '330102', quantity: mu(40) }] }),
      asked(world, 'ConfirmAdvance', {
        entryId: 'cf',
        unit: '330102',
        advance: 'ad.1',
        quantity: mu(5),
      }),
    );
    expect(heldBy(world, 'u-330102')).toMatchObject({ 'b.1/available': '30' });
    const deduct = asked(world, 'DeductQuota', {
      entryId: 'd2',
      unit: '330102',
      reason: 'over-use',
      indicator: 'annual',
      planYear: 2021,
      quantity: mu(7),
    });
    expect(movedBy(accepted(world, deduct, 'QuotaDeducted'))).toEqual([
      'u-330102/b.1/available -> u-330102/ou.1/overused 5',
      'u-330102/b.1/available -> u-330102/own.1/overused 2',
    ]);
  });

  it('leaves consumed and voided quota with the old unit, where it can still be voided', () => {
    const world = hangzhou();
    const draws = [{ lot: 'j.1', quantity: mu(90) }];
    world.post(consume(world, { unit: 'u-330104', draws, effectiveOn: '2021-03-01' }));
    const merger = {
      ended: [{ unit: '330104', successors: ['u-330102'] }],
      units: [],
      divisions: [],
    };
    world.post(reorganise(world, merger));
    expect(heldBy(world, 'u-330104')).toEqual({ 'j.1/consumed': '90' });
    expect(heldBy(world, 'u-330102')).toEqual({});
    world.post(voidOf(world));
    expect(heldBy(world, 'u-330104')).toEqual({ 'j.1/voided': '90' });
  });

  it('lets freezes move along', () => {
    const world = hangzhou();
    world.post(frozen(world, { unit: 'u-330110' }), reorganise(world));
    const draws = [{ lot: 'y.1', quantity: mu(1) }];
    const byLinping = reserve(world, { unit: '330113', draws, expiresOn: '2021-12-31' });
    expect(codeOf(world, byLinping)).toBe('frozen');
  });

  it('is refused when a unit has posted after the switch day, with the accounts and days', () => {
    const world = hangzhou();
    world.post(
      reserve(world, {
        unit: 'u-330110',
        draws: [{ lot: 'y.1', quantity: mu(1) }],
        expiresOn: '2021-12-31',
        effectiveOn: '2021-03-12',
      }),
    );
    expect(refusalOf(world, reorganise(world))).toEqual({
      code: 'units-already-posted-after-switch',
      facts: {
        unit: 'u-330110',
        switchOn: '2021-03-11',
        accounts: ['u-330110/y.1/available 2021-03-12', 'u-330110/y.1/reserved 2021-03-12'],
        entries: [{ revision: '79', entry: 'r', type: 'QuotaReserved', effectiveOn: '2021-03-12' }],
      },
    });
  });

  it('leaves closed years with the old unit', () => {
    const world = hangzhou();
    const other = { indicator: 'annual', planYear: 2020, planKind: 'pool' };
    world.post(
      asked(world, 'IssueQuota', {
        entryId: 'i20',
        ...other,
        quantity: mu(10),
        effectiveOn: '2021-01-05',
        validUntil: '2021-12-31',
      }),
      allocate(world, {
        entryId: 'o20',
        lot: 'i20.1',
        to: [{ unit: 'u-330104', quantity: mu(10) }],
        effectiveOn: '2021-01-06',
      }),
      consume(world, {
        unit: 'u-330104',
        draws: [{ lot: 'o20.1', quantity: mu(10) }],
        effectiveOn: '2021-01-07',
      }),
      closedYear(world, 2020),
      reorganise(world, jianggan(30)),
    );
    expect(heldBy(world, 'u-330104')).toEqual({ 'o20.1/consumed': '10' });
  });

  it.each<[string, Data, string]>([
    ['no document', { documents: [] }, 'document-missing'],
    ['no unit that ends', { ended: [] }, 'nothing-to-do'],
    ['no successor', { ended: [{ unit: '330110', successors: [] }] }, 'nothing-to-do'],
    ['an unknown unit', { ended: [{ unit: '999999', successors: ['u-330102'] }] }, 'unit-unknown'],
    ['an unknown successor', { ended: [{ unit: '330110', successors: ['u-9'] }] }, 'unit-unknown'],
    [
      'a successor that ends, too',
      {
        ended: [
          { unit: '330110', successors: ['u-330104'] },
          { unit: '330104', successors: ['u-330102'] },
        ],
      },
      'unit-not-in-force',
    ],
    [
      'a unit that ends twice',
      {
        ended: [
          { unit: '330110', successors: ['u-330113'] },
          { unit: 'u-330110', successors: ['u-330113'] },
        ],
        divisions: [division('330110', 'u-330113', 600)],
      },
      'draws-malformed',
    ],
    ['the province', { ended: [{ unit: '330000', successors: ['u-330100'] }] }, 'unit-malformed'],
    [
      'a version of another day',
      { units: [YUHANG, { ...LINPING, from: '2021-03-12' }] },
      'unit-malformed',
    ],
    [
      'a division to no successor',
      { divisions: [division('330110', 'u-330102', 600)] },
      'draws-malformed',
    ],
    [
      'a day to come',
      {
        approvedOn: '2021-04-01',
        switchOn: '2021-04-01',
        units: [
          { ...YUHANG, from: '2021-04-01' },
          { ...LINPING, from: '2021-04-01' },
        ],
      },
      'effective-in-future',
    ],
    ['a city', { actor: city('330100') }, 'not-permitted'],
    ['no date', { inForceOn: '2021-3-11' }, 'date-malformed'],
  ])('is refused for %s', (_what, data, code) => {
    const world = hangzhou();
    expect(codeOf(world, reorganise(world, data))).toBe(code);
  });

  it('takes nothing from the old unit any more, not even for a day before the switch', () => {
    const world = hangzhou();
    world.post(reorganise(world));
    const draws = [{ lot: 'y.1', quantity: mu(1) }];
    const early = reserve(world, { unit: '330110', draws, effectiveOn: '2021-03-10' });
    expect(refusalOf(world, early)).toMatchObject({
      code: 'unit-not-in-force',
      facts: { unit: 'u-330110', endedOn: '2021-03-11' },
    });
    expect(codeOf(world, reverse(world, 'y'))).toBe('unit-not-in-force');
  });

  it('hands reservations to a single successor without being told, and skips what is empty', () => {
    const world = hangzhou();
    const draws = [{ lot: 'j.1', quantity: mu(90) }];
    world.post(
      reserve(world, {
        unit: 'u-330104',
        draws,
        expiresOn: '2021-12-31',
        effectiveOn: '2021-03-01',
      }),
    );
    const merger = {
      ended: [{ unit: '330104', successors: ['u-330102'] }],
      units: [],
      divisions: [],
    };
    const event = accepted(world, reorganise(world, merger), 'UnitsReorganised');
    expect(event.data.reservations).toEqual({ r: 'u-330102' });
    expect(movedBy(event)).toEqual(['u-330104/j.1/reserved -> u-330102/j.1/reserved 90']);
  });

  it('returns to the successor what policy returns to a holder that is no more', () => {
    const world = hangzhou();
    world.post(
      asked(world, 'AdoptPolicy', {
        entryId: 'p2',
        version: 'return',
        digest: '0',
        from: '2021-03-15',
        rows: [
          { key: 'voided-consumption', value: { fate: 'return-to-holder' } },
          { key: 'backdating-limit', value: { days: 400 } },
          { key: 'approval-indicators', value: { indicators: [] } },
        ],
      }),
      consume(world, {
        unit: 'u-330104',
        draws: [{ lot: 'j.1', quantity: mu(90) }],
        effectiveOn: '2021-03-01',
      }),
      reorganise(world, {
        ended: [{ unit: '330104', successors: ['u-330102'] }],
        units: [],
        divisions: [],
      }),
    );
    const event = accepted(world, voidOf(world), 'ConsumptionVoided');
    expect(event.data.fates).toEqual({ 'j.1': 'return-to-holder' });
    expect(heldBy(world, 'u-330102')).toEqual({ 'j.1/available': '90' });
  });

  it('is refused for a unit that ended before', () => {
    const world = hangzhou();
    world.post(reorganise(world));
    const again = reorganise(world, {
      entryId: 're2',
      ended: [{ unit: 'u-330110', successors: ['u-330102'] }],
      units: [],
      divisions: [],
    });
    expect(codeOf(world, again)).toBe('unit-not-in-force');
  });

  it('keeps the sum of all accounts', () => {
    const world = hangzhou();
    world.post(reorganise(world), reorganise(world, { entryId: 're2', ...jianggan(30) }));
    expect(balancesOf(world)).toEqual({
      'i.1/source': '-1000',
      'u-330000/i.1/available': '310',
      'u-330110-2021/y.1/available': '350',
      'u-330113/y.1/available': '250',
      'u-330102/j.1/available': '60',
      'u-330114/j.1/available': '30',
    });
  });
});
