import type { UnitVersion } from '../units/index.js';
import { fold } from './fold/index.js';
import { LedgerState } from './state.js';
import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  codeOf,
  document,
  frozen,
  mu,
  refusalOf,
  reserve,
  World,
} from './testing/index.js';

const OF_CITY = { unit: '330400', withSubtree: true };
/** Frozen or not, whatever the unit holds. */
const draw = (world: World, unit: string) =>
  asked(world, 'AdvanceQuota', {
    ...{ entryId: `r-${unit}`, unit, indicator: 'annual', planYear: 2017, planKind: 'pool' },
    ...{ quantity: mu(1), use: 'available' },
  });
const divided = (among: readonly string[]) =>
  among.map((to) => ({
    ...{ from: '330402', to, indicator: 'annual', planYear: 2017, planKind: 'pool' },
    ...{ bucket: 'available' as const, quantity: mu(1_000 / among.length) },
  }));
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
const version = (world: World, more: Partial<UnitVersion> = {}): UnitVersion => ({
  unitId: 'u-330402',
  code: '330402',
  name: '南湖区',
  level: 'county',
  parent: 'u-330100',
  from: world.today(),
  holdsQuota: true,
  ...more,
});
const register = (world: World, ...units: readonly UnitVersion[]) =>
  asked(world, 'RegisterUnits', { entryId: `u-${units[0]?.unitId}-${units[0]?.from}`, units });
const unfreeze = (world: World) =>
  asked(world, 'Unfreeze', { entryId: 'uf', freeze: 'f', reason: '查清' });
const replayed = (world: World): World => {
  const again = new World(LedgerState.initial(world.state.fingerprinting));
  for (const event of world.events) {
    fold(again.state, event, again.events.length);
    again.events.push(event);
  }
  return again;
};
const frozenCity = (): World => {
  const world = allocatedLedger();
  return world.post(frozen(world, OF_CITY));
};

describe('H-15 a county of a frozen city stays frozen', () => {
  it('when it is registered under another city, until the freeze is lifted', () => {
    const first = frozenCity();
    const moved = accepted(first, register(first, version(first)), 'UnitsRegistered');
    expect(moved.data.staysFrozen).toEqual([{ freeze: 'f', units: ['u-330402'] }]);
    for (const world of [first, replayed(first)]) {
      expect(refusalOf(world, draw(world, '330402'))).toMatchObject({
        code: 'frozen',
        facts: { unit: 'u-330402', freeze: 'f' },
      });
      world.post(unfreeze(world), draw(world, '330402'));
    }
  });

  it('when it was registered so for a day to come, before or after the freeze', () => {
    for (const isBefore of [true, false]) {
      const world = allocatedLedger();
      const { events } = world;
      const ahead = version(world, { from: '2017-07-02' });
      if (isBefore) world.post(register(world, ahead), frozen(world, OF_CITY));
      else world.post(frozen(world, OF_CITY), register(world, ahead));
      expect(events.some(({ data }) => 'staysFrozen' in data)).toBe(false);
      world.advanceTo('2017-07-03');
      expect(world.state.units.isBelow('u-330402', 'u-330400', world.state.head.day)).toBe(false);
      expect(codeOf(world, draw(world, '330402'))).toBe('frozen');
      expect(events.filter(({ data }) => 'staysFrozen' in data).map(({ type }) => type)).toEqual([
        'DayAdvanced',
      ]);
    }
  });

  it('when it is registered so for a day before the freeze', () => {
    const world = frozenCity();
    world.post(register(world, version(world, { from: '2017-06-01' })));
    expect(codeOf(world, draw(world, '330402'))).toBe('frozen');
  });

  it('when it ends and its successor lies under another city', () => {
    for (const successors of [['330104'], ['330104', '330185']]) {
      const world = frozenCity();
      world.post(merge(world, '330402', successors, { divisions: divided(successors) }));
      for (const unit of successors) expect(codeOf(world, draw(world, unit))).toBe('frozen');
      world.post(draw(world, '330102'));
      world.post(unfreeze(world), draw(world, '330104'));
    }
  });

  it('when its city ends and it passes to a city that is no successor', () => {
    const world = frozenCity();
    const units = ['u-330402', 'u-330411'].map((unitId) =>
      version(world, { unitId, code: unitId.slice(2), name: unitId }),
    );
    const other = { ...units[0], unitId: 'u-n', code: '330499', level: 'city', parent: 'u-330000' };
    const successors = ['u-n'];
    const change = accepted(
      world,
      merge(world, '330400', successors, { units: [other, ...units] }),
      'UnitsReorganised',
    );
    expect(change.data.staysFrozen).toEqual([{ freeze: 'f', units: ['u-330402', 'u-330411'] }]);
    expect(codeOf(world, draw(world, '330402'))).toBe('frozen');
  });

  it('and moves on, to its own successors and with the units below it', () => {
    const world = frozenCity();
    const zone = version(world, {
      unitId: 'u-z',
      code: '330498',
      name: '开发区',
      level: 'zone',
      parent: 'u-330402',
    });
    world.post(register(world, zone), register(world, version(world)));
    expect(codeOf(world, draw(world, 'u-z'))).toBe('frozen');
    world.post(merge(world, '330402', ['330104']));
    expect(codeOf(world, draw(world, '330104'))).toBe('frozen');
    world.post(register(world, { ...zone, parent: 'u-330110', from: '2017-07-01' }));
    world.advanceTo('2017-07-02');
    expect(codeOf(world, draw(world, 'u-z'))).toBe('frozen');
  });

  it('and nothing is said where everything stays where it is frozen', () => {
    const world = frozenCity();
    const same = version(world, { parent: 'u-330400', name: '新名' });
    const { data } = accepted(world, register(world, same), 'UnitsRegistered');
    expect(data).not.toHaveProperty('staysFrozen');
    const inside = accepted(world, merge(world, '330402', ['330411']), 'UnitsReorganised');
    expect(inside.data).not.toHaveProperty('staysFrozen');
    const city = { ...same, unitId: 'u-n', code: '330499', level: 'city', parent: 'u-330000' };
    const whole = merge(world, '330400', ['u-n'], { units: [city] });
    expect(accepted(world, whole, 'UnitsReorganised').data).not.toHaveProperty('staysFrozen');
    expect(codeOf(world, draw(world, '330411'))).toBe('frozen');
  });

  it('but not by a freeze of its city alone', () => {
    const world = allocatedLedger();
    world.post(frozen(world, { unit: '330400' }), register(world, version(world)));
    world.post(draw(world, '330402'));
  });
});

describe('H-15 a frozen lot', () => {
  it('stays so in the hands of those among whom it is divided, and so do the lots taken from it', () => {
    const world = allocatedLedger();
    world.post(
      allocate(world, { entryId: 'b', to: [{ unit: '330411', quantity: mu(10) }] }),
      frozen(world, { lot: 'i.1', withSubtree: true }),
    );
    const successors = ['330104', '330185'];
    world.post(merge(world, '330402', successors, { divisions: divided(successors) }));
    for (const unit of successors) {
      const draws = [{ lot: 'a.1', quantity: mu(1) }];
      expect(codeOf(world, reserve(world, { unit, draws }))).toBe('frozen');
    }
  });
});
