import type { UnitVersion } from '../../units/index.js';
import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  city,
  codeOf,
  document,
  heldBy,
  movedBy,
  mu,
  openedLedger,
  refusalOf,
  reserve,
  voidOf,
  type World,
} from '../testing/index.js';

type Data = Parameters<typeof asked<'ReorganiseUnits'>>[2];
const merge = (world: World, unit: string, into: string, more: Partial<Data> = {}) =>
  asked(world, 'ReorganiseUnits', {
    entryId: 're',
    approvedOn: world.today(),
    inForceOn: world.today(),
    switchOn: world.today(),
    documents: [document()],
    ended: [{ unit, successors: [into] }],
    units: [],
    divisions: [],
    ...more,
  });
const version = (world: World, unitId: string, more: Partial<UnitVersion> = {}): UnitVersion => ({
  unitId,
  code: unitId.slice(2, 8),
  name: unitId,
  level: 'county',
  parent: 'u-330400',
  from: world.today(),
  holdsQuota: true,
  ...more,
});
const register = (world: World, ...units: UnitVersion[]) =>
  asked(world, 'RegisterUnits', { entryId: `ru-${world.events.length}`, units });
const sanction = (world: World, entryId: string, unit: string, amount: number, on: string) =>
  asked(world, 'DeductQuota', {
    entryId,
    unit,
    reason: 'sanction',
    indicator: 'annual',
    planYear: 2017,
    quantity: mu(amount),
    effectiveOn: on,
  });
const reclaim = (world: World, unit: string, lot: string, more: object = {}) =>
  asked(world, 'ReclaimQuota', {
    entryId: 'rc',
    unit,
    draws: [{ lot, quantity: mu(10) }],
    ...more,
  });

describe('H-12 who may carry on what a unit held', () => {
  it('not the unit itself, whose code a new unit takes over', () => {
    const world = allocatedLedger();
    const reused = { units: [version(world, 'u-330402')] };
    expect(refusalOf(world, merge(world, '330402', 'u-330402', reused))).toEqual({
      code: 'own-successor',
      facts: { unit: 'u-330402', code: '330402', suggested: 'u-330402-2017' },
    });
    expect(codeOf(world, merge(world, '330402', 'u-330402'))).toBe('own-successor');
  });

  it('the new unit, named by the code it takes over', () => {
    const world = allocatedLedger();
    const units = [
      version(world, 'u-330402-2017', { code: '330402', parent: '330400' }),
      version(world, 'u-330403', { parent: '330400' }),
    ];
    const ended = [{ unit: '330402', successors: ['330402', '330403'] }];
    const kind = { from: '330402', indicator: 'annual', planYear: 2017, planKind: 'pool' };
    const divisions = [
      { ...kind, to: '330402', quantity: mu(600) },
      { ...kind, to: 'u-330403', quantity: mu(300) },
    ];
    world.post(
      reserve(world),
      merge(world, '', '', { ended, units, divisions, reservations: { r: '330403' } }),
    );
    expect(heldBy(world, 'u-330402')).toEqual({});
    expect(heldBy(world, 'u-330402-2017')).toEqual({ 'a.1/available': '600' });
    expect(heldBy(world, 'u-330403')).toEqual({ 'a.1/available': '300', 'a.1/reserved': '100' });
    expect(world.state.units.latest('u-330403')?.parent).toBe('u-330400');
  });

  it('not one that has ended since the switch day', () => {
    const world = allocatedLedger();
    world.post(merge(world, '330411', '330104', { entryId: 'first' })).advanceTo('2017-07-03');
    const backdated = { switchOn: '2017-06-29', approvedOn: '2017-06-29' };
    expect(codeOf(world, merge(world, '330402', 'u-330411', backdated))).toBe('unit-not-in-force');
  });

  it.each([
    ['holds none', '2017-06-30'],
    ['is told to hold none later', '2017-07-02'],
  ])('not one that %s', (_, from) => {
    const world = allocatedLedger();
    world.post(register(world, version(world, 'u-330411', { holdsQuota: false, from })));
    expect(codeOf(world, merge(world, '330402', '330411'))).toBe('unit-holds-no-quota');
    expect(codeOf(world, allocate(world, { to: [{ unit: '330411', quantity: mu(1) }] }))).toBe(
      'unit-holds-no-quota',
    );
  });

  it('a reservation that is none of theirs is refused', () => {
    const world = allocatedLedger();
    world.post(reserve(world));
    const other = { reservations: { x: 'u-330104' } };
    expect(codeOf(world, merge(world, '330411', '330104', other))).toBe('reservation-unknown');
    const taken = { reservations: { r: 'u-330104' } };
    expect(codeOf(world, merge(world, '330411', '330104', taken))).toBe(
      'reservation-of-other-unit',
    );
  });
});

describe('H-12 a city that ends', () => {
  const endedCity = (): World => {
    const world = allocatedLedger();
    world.post(
      allocate(world, { entryId: 'c', to: [{ unit: '330400', quantity: mu(100) }] }),
      allocate(world, {
        entryId: 'k',
        fromUnit: '330400',
        lot: 'c.1',
        to: [{ unit: '330411', quantity: mu(40) }],
      }),
    );
    return world.post(merge(world, '330400', '331000'));
  };

  it('leaves its counties to the only successor', () => {
    const world = endedCity();
    const { day } = world.state.head;
    expect(world.state.units.parent('u-330411', day)).toBe('u-331000');
    expect(world.state.units.isBelow('u-330402', 'u-331000', day)).toBe(true);
  });

  it('needs to say whose they are where there are more', () => {
    const world = allocatedLedger();
    const ended = [{ unit: '330400', successors: ['331000', '330100'] }];
    expect(refusalOf(world, merge(world, '', '', { ended }))).toEqual({
      code: 'inferiors-unassigned',
      facts: { unit: 'u-330400', inferiors: ['u-330402', 'u-330411'] },
    });
    const units = ['u-330402', 'u-330411'].map((one) => version(world, one, { parent: '331000' }));
    world.post(merge(world, '', '', { ended, units }));
  });

  it('may post nothing any more, and its successor reclaims what it gave', () => {
    const world = endedCity();
    expect(refusalOf(world, reclaim(world, '330411', 'k.1', { actor: city('u-330400') }))).toEqual({
      code: 'not-permitted',
      facts: {
        action: 'ReclaimQuota',
        role: 'city',
        unit: 'u-330400',
        right: 'own-holdings',
        of: 'u-331000',
        endedOn: '2017-06-30',
      },
    });
    world.post(reclaim(world, '330411', 'k.1', { actor: city('331000') }));
    expect(heldBy(world, 'u-331000')).toEqual({ 'c.1/available': '70' });
  });

  it('is not paid into by a reclaim when it was told to hold none', () => {
    const world = allocatedLedger();
    world.post(
      allocate(world, { entryId: 'c', to: [{ unit: '330400', quantity: mu(10) }] }),
      allocate(world, {
        entryId: 'k',
        fromUnit: '330400',
        lot: 'c.1',
        to: [{ unit: '330411', quantity: mu(10) }],
      }),
      register(
        world,
        version(world, 'u-330400', { level: 'city', parent: '330000', holdsQuota: false }),
      ),
      reclaim(world, '330411', 'k.1'),
    );
    expect(heldBy(world, 'u-330000')).toMatchObject({ 'rc.1/available': '10' });
  });
});

describe('H-12 what was owed goes on', () => {
  it('is made good by a void after the change', () => {
    const world = openedLedger();
    const approval = (number: string) => ({ number, date: world.today() });
    const common = { unit: '330402', indicator: 'annual', planYear: 2017 };
    world.post(
      asked(world, 'RecordOverUse', {
        entryId: 'ou',
        ...common,
        quantity: mu(80),
        approval: approval('1'),
      }),
      asked(world, 'AdvanceQuota', {
        entryId: 'ad',
        ...common,
        planKind: 'pool',
        use: 'consumed',
        quantity: mu(30),
        approval: approval('2'),
      }),
      merge(world, '330402', '330411'),
      voidOf(world, { entryId: 'v1', consumption: 'ou' }),
      voidOf(world, { entryId: 'v2', consumption: 'ad' }),
    );
    expect([heldBy(world, 'u-330402'), heldBy(world, 'u-330411')]).toEqual([{}, {}]);
  });

  it('is paid oldest first, and with what the change itself brings', () => {
    const world = allocatedLedger(mu(10));
    world.post(
      sanction(world, 'old', '330104', 20, '2017-06-01'),
      sanction(world, 'new', '330411', 20, '2017-06-20'),
    );
    const event = accepted(world, merge(world, '330104', '330411'), 'UnitsReorganised');
    expect(movedBy(event)).toEqual(['u-330411/old.1/debt -> u-330104/old.1/debt 20']);
    world.post(merge(world, '330402', '330411', { entryId: 're2' }));
    expect(heldBy(world, 'u-330411')).toEqual({ 'new.1/debt': '-20', 'old.1/debt': '-10' });
  });
});

describe('H-12 units as they are registered', () => {
  it('by parents of the same body, in any order, by their codes', () => {
    const world = openedLedger();
    const { code: _code, ...zone } = version(world, 'u-zone', {
      localCode: 'KFQ',
      level: 'zone',
      parent: '330409',
    });
    const units = [zone, version(world, 'u-other-id', { code: '330409', parent: '330400' })];
    const event = accepted(world, register(world, ...units), 'UnitsRegistered');
    expect(event.data.units.map(({ parent }) => parent)).toEqual(['u-other-id', 'u-330400']);
  });

  it.each([
    ['a local code that is a unit id', { localCode: 'u-330411' }],
    ['a city below a county', { level: 'city', parent: 'u-330402' }],
    ['a city below a city', { level: 'city', parent: 'u-330400' }],
  ] as const)('not with %s', (_, more) => {
    const world = openedLedger();
    expect(codeOf(world, register(world, version(world, 'u-330499', more)))).toBe('unit-malformed');
  });

  it('not under a unit that has ended, nor by its old code', () => {
    const world = openedLedger();
    world.post(merge(world, '330402', '330411'));
    const below = (parent: string) =>
      register(world, version(world, 'u-330499', { level: 'zone', parent }));
    expect(codeOf(world, below('330402'))).toBe('unit-not-in-force');
    expect(codeOf(world, below('u-330402'))).toBe('unit-not-in-force');
  });

  it('a version that is not in force yet gives way to an earlier one', () => {
    const world = openedLedger();
    world.post(
      register(world, version(world, 'u-330402', { from: '2107-04-09', code: '330499' })),
      register(world, version(world, 'u-330402', { name: '南湖新区' })),
    );
    expect(world.state.units.versions('u-330402').map(({ from }) => from)).toEqual([
      '2010-01-01',
      '2017-06-30',
    ]);
    expect(codeOf(world, register(world, version(world, 'u-330402')))).toBe(
      'unit-already-registered',
    );
  });

  it('without accounts only when it holds and owes nothing', () => {
    const world = allocatedLedger();
    world.post(reserve(world));
    const off = register(world, version(world, 'u-330402', { holdsQuota: false }));
    expect(refusalOf(world, off)).toMatchObject({
      code: 'unit-holds-quota',
      facts: { accounts: ['u-330402/a.1/available', 'u-330402/a.1/reserved'] },
    });
  });
});

describe('H-04 a reorganisation costs what its units hold', () => {
  it('and looks at no account of others', () => {
    const world = allocatedLedger();
    for (let i = 0; i < 50; i += 1) {
      world.post(allocate(world, { entryId: `o-${i}`, to: [{ unit: '330411', quantity: mu(1) }] }));
    }
    let walks = 0;
    const { accounts, reservations } = world.state;
    for (const table of [accounts, reservations]) {
      const entries = table.entries.bind(table);
      Object.assign(table, { entries: () => ((walks += 1), entries()) });
    }
    expect('accepted' in world.tried(merge(world, '330402', '330104'))).toBe(true);
    expect(walks).toBe(0);
  });
});
