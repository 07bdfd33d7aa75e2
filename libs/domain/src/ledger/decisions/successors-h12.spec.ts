import type { UnitVersion } from '../../units/index.js';
import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  codeOf,
  consume,
  county,
  city,
  document,
  factsOf,
  heldBy,
  movedBy,
  mu,
  POLICY_ROWS,
  voidOf,
  type World,
} from '../testing/index.js';

const returning = (fate: 'return-to-holder' | 'return-to-issuer') =>
  POLICY_ROWS.map((row) => (row.key === 'voided-consumption' ? { ...row, value: { fate } } : row));
const merge = (world: World, unit: string, successors: readonly string[], more = {}) =>
  asked(world, 'ReorganiseUnits', {
    entryId: `re-${unit}`,
    approvedOn: world.today(),
    inForceOn: world.today(),
    switchOn: world.today(),
    documents: [document()],
    ended: [{ unit, successors }],
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

describe('H-13 what is heard of after the unit ended', () => {
  it('is refused with who posts it, and from when', () => {
    const world = allocatedLedger(mu(300));
    const before = world.today();
    world.advanceTo('2017-07-05');
    const divisions = [
      {
        ...{ from: '330402', to: '330411', indicator: 'annual', planYear: 2017 },
        ...{ planKind: 'pool', bucket: 'available' as const, quantity: mu(300) },
      },
    ];
    world.post(merge(world, '330402', ['330411'], { divisions }));
    const approval = { number: '迟', date: before };
    const late = consume(world, { effectiveOn: before, approval });
    expect(codeOf(world, late)).toBe('unit-not-in-force');
    expect(factsOf(world, late)).toMatchObject({
      successors: ['u-330411'],
      postFrom: '2017-07-05',
    });
    const dated = { number: '迟', date: '2017-07-05' };
    world.post(consume(world, { unit: '330411', effectiveOn: '2017-07-05', approval: dated }));
  });
});

describe('H-12 what a void returns goes to who came after', () => {
  it('T-18 to the successor of a holder that was merged', () => {
    const world = allocatedLedger(mu(300), { rows: returning('return-to-holder') });
    world.post(consume(world), merge(world, '330402', ['330411']));
    const event = accepted(world, voidOf(world), 'ConsumptionVoided');
    expect(movedBy(event)).toEqual(['u-330402/a.1/consumed -> u-330411/a.1/available 100']);
    expect(event.data.fates).toEqual({ 'a.1': 'return-to-holder' });
    expect(heldBy(world, 'u-330411')).toEqual({ 'a.1/available': '300' });
  });

  it('and of its successor, where that ended too', () => {
    const world = allocatedLedger(mu(300), { rows: returning('return-to-holder') });
    world.post(
      consume(world),
      merge(world, '330402', ['330411']),
      merge(world, '330411', ['330104']),
      voidOf(world),
    );
    expect(heldBy(world, 'u-330104')).toEqual({ 'a.1/available': '300' });
  });

  it('to the first of several, as what is owed does', () => {
    const world = allocatedLedger(mu(100), { rows: returning('return-to-holder') });
    world.post(consume(world), merge(world, '330402', ['330411', '330104']), voidOf(world));
    expect(heldBy(world, 'u-330411')).toEqual({ 'a.1/available': '100' });
  });

  it('and goes on with it when that ends: the account is its own, however it came to it', () => {
    const world = allocatedLedger(mu(100), { rows: returning('return-to-holder') });
    world.post(consume(world), merge(world, '330402', ['330411']), voidOf(world));
    world.post(merge(world, '330411', ['330104']));
    expect(heldBy(world, 'u-330411')).toEqual({});
    expect(heldBy(world, 'u-330104')).toEqual({ 'a.1/available': '100' });
  });

  it('what was made good before it ended is not owed again by a unit that is no more', () => {
    const world = allocatedLedger(mu(100));
    world.post(
      asked(world, 'RecordOverUse', {
        entryId: 'o',
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(5),
        approval: { number: '超1', date: world.today() },
      }),
      voidOf(world, { consumption: 'o' }),
      merge(world, '330402', ['330411']),
    );
    const undo = asked(world, 'ReverseEntry', { entryId: 'undo', entry: 'v', reason: '误登' });
    expect(factsOf(world, undo)).toMatchObject({
      unit: 'u-330402',
      successors: ['u-330411'],
    });
    expect(codeOf(world, undo)).toBe('unit-not-in-force');
  });

  it('to the successor of the city that allocated', () => {
    const world = allocatedLedger(mu(300), { rows: returning('return-to-issuer') });
    world.post(
      allocate(world, { entryId: 'c1', to: [{ unit: '330400', quantity: mu(50) }] }),
      allocate(world, {
        entryId: 'c2',
        fromUnit: '330400',
        lot: 'c1.1',
        to: [{ unit: '330402', quantity: mu(50) }],
      }),
      consume(world, { draws: [{ lot: 'c2.1', quantity: mu(50) }] }),
      merge(world, '330400', ['u-330499'], {
        units: [version(world, 'u-330499', { level: 'city', parent: 'u-330000' })],
      }),
      voidOf(world),
    );
    expect(heldBy(world, 'u-330499')).toEqual({ 'c1.1/available': '50' });
  });

  it('a lot that was divided within a merged unit came from the superior, not from its own', () => {
    const world = allocatedLedger(mu(300), { rows: returning('return-to-issuer') });
    world.post(
      asked(world, 'SplitQuota', {
        entryId: 's',
        unit: '330402',
        lot: 'a.1',
        parts: [{ planKind: 'project', quantity: mu(70) }],
      }),
      merge(world, '330402', ['330411']),
      consume(world, { unit: '330411', draws: [{ lot: 's.1', quantity: mu(70) }] }),
    );
    const event = accepted(world, voidOf(world), 'ConsumptionVoided');
    expect(movedBy(event)).toEqual(['u-330411/s.1/consumed -> u-330000/i.1/available 70']);
  });
});

describe('H-12 a role is that of a unit of its level', () => {
  it.each([
    ['city', '330402', city('330402')],
    ['county', '330400', county('330400')],
    ['province', '330402', { id: 'x', role: 'province' as const, unit: '330402' }],
    ['county', '330000', county('330000')],
    ['city', '330000', city('330000')],
  ])('%s of %s posts nothing', (_role, _unit, actor) => {
    const world = allocatedLedger();
    for (const command of [
      consume(world, { actor }),
      allocate(world, { actor }),
      asked(world, 'SplitQuota', {
        entryId: 's',
        actor,
        unit: '330402',
        lot: 'a.1',
        parts: [{ planKind: 'project', quantity: mu(1) }],
      }),
    ]) {
      expect(codeOf(world, command)).toBe('not-permitted');
    }
  });
});

describe('H-12 refusals that say what to write instead', () => {
  it('a code of before 县改市 names the new one', () => {
    const world = allocatedLedger(mu(300), { day: '2017-06-29' });
    world.advanceTo('2017-06-30');
    const recoded = version(world, 'u-331021', {
      code: '331083',
      name: '玉环市',
      parent: 'u-331000',
    });
    world.post(asked(world, 'RegisterUnits', { entryId: 'ru', units: [recoded] }));
    const command = allocate(world, { to: [{ unit: '331021', quantity: mu(1) }] });
    expect(factsOf(world, command)).toEqual({
      unit: '331021',
      on: '2017-06-30',
      successors: [],
      called: ['331083 玉环市'],
    });
    const old = { effectiveOn: '2017-06-29', to: [{ unit: '331083', quantity: mu(1) }] };
    expect(factsOf(world, allocate(world, old))).toMatchObject({ called: ['331021 玉环县'] });
  });

  it('names who came after by code and name', () => {
    const world = allocatedLedger(mu(300));
    world.post(merge(world, '330402', ['330411']));
    const command = allocate(world, { to: [{ unit: '330402', quantity: mu(1) }] });
    expect(factsOf(world, command)).toMatchObject({
      successors: ['u-330411'],
      called: ['330411 秀洲区'],
    });
  });

  it('entries after the switch day are listed, newest first', () => {
    const world = allocatedLedger(mu(300), { day: '2017-06-29' });
    const switchOn = world.today();
    world.advanceTo('2017-06-30');
    world.post(allocate(world), consume(world));
    const facts = factsOf(world, merge(world, '330402', ['330411'], { switchOn, units: [] }));
    expect(facts).toMatchObject({
      unit: 'u-330402',
      switchOn,
      accounts: expect.arrayContaining(['u-330402/b.1/available 2017-06-30']) as unknown,
      entries: [
        { revision: '50', entry: 'c', type: 'QuotaConsumed' },
        { revision: '49', entry: 'b', type: 'QuotaAllocated' },
      ].map(({ entry, type }) => expect.objectContaining({ entry, type }) as unknown),
    });
  });
});
