import { parseDay, type Day } from '../calendar/index.js';
import type { UnitVersion } from './unit.js';
import { UnitRegistry } from './unit-registry.js';

const day = (date: string): Day => {
  const parsed = parseDay(date);
  if (parsed === undefined) throw new RangeError(date);
  return parsed;
};
const version = (unitId: string, from: string, more: Partial<UnitVersion> = {}): UnitVersion => ({
  unitId,
  name: unitId,
  level: 'county',
  from,
  holdsQuota: true,
  ...more,
});

/** 杭州 with 余杭; 余杭 ends on 11 March 2021 into a new 余杭 of the same code and 临平. */
const hangzhou = (): UnitRegistry => {
  const registry = UnitRegistry.root();
  registry.register(version('u-zj', '2010-01-01', { code: '330000', level: 'province' }));
  registry.register(
    version('u-hz', '2010-01-01', { code: '330100', level: 'city', parent: 'u-zj' }),
  );
  registry.register(version('u-yh', '2010-01-01', { code: '330110', parent: 'u-hz' }));
  registry.register(
    version('u-yh2', '2021-03-11', { code: '330110', parent: 'u-hz', localCode: 'YH' }),
  );
  registry.register(version('u-lp', '2021-03-11', { code: '330113', parent: 'u-hz' }));
  registry.end('u-yh', day('2021-03-11'), ['u-yh2', 'u-lp']);
  return registry;
};

describe('UnitRegistry', () => {
  it('resolves a code as it was given on a day, a unitId as it is', () => {
    const registry = hangzhou();
    const on = (date: string) => registry.resolve('330110', day(date));
    expect([on('2009-12-31'), on('2010-01-01'), on('2021-03-10'), on('2021-03-11')]).toEqual([
      undefined,
      'u-yh',
      'u-yh',
      'u-yh2',
    ]);
    expect(registry.resolve('YH', day('2021-03-11'))).toBe('u-yh2');
    expect(registry.resolve('u-yh', day('2022-01-01'))).toBe('u-yh');
    expect(registry.resolve('999999', day('2022-01-01'))).toBeUndefined();
    expect([registry.isKnown('330110'), registry.isKnown('u-yh'), registry.isKnown('x')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(registry.holdersOf('330110')).toEqual(['u-yh', 'u-yh2']);
    expect(registry.holdersOf('x')).toEqual([]);
  });

  it('shows the version in force on a day, none before the first and after the end', () => {
    const registry = hangzhou();
    registry.register(version('u-lp', '2022-05-01', { name: '临平新区', code: '330113' }));
    const name = (date: string) => registry.on('u-lp', day(date))?.name;
    expect([name('2021-03-10'), name('2021-03-11'), name('2022-05-01')]).toEqual([
      undefined,
      'u-lp',
      '临平新区',
    ]);
    expect(registry.on('u-yh', day('2021-03-11'))).toBeUndefined();
    expect(registry.latest('u-yh')?.unitId).toBe('u-yh');
    expect(registry.versions('u-lp')).toHaveLength(2);
    expect([registry.on('x', day('2021-01-01')), registry.latest('x')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(registry.versions('x')).toEqual([]);
    expect(registry.holdersOf('330113')).toEqual(['u-lp']);
  });

  it('knows who followed whom', () => {
    const registry = hangzhou();
    expect(registry.successors('u-yh')).toEqual(['u-yh2', 'u-lp']);
    expect(registry.predecessors('u-lp')).toEqual(['u-yh']);
    expect([registry.successors('x'), registry.predecessors('x')]).toEqual([[], []]);
    expect(registry.endedOn('u-yh')).toBe(day('2021-03-11'));
    expect([registry.endedOn('u-lp'), registry.endedOn('x')]).toEqual([undefined, undefined]);
    registry.end('x', day('2021-03-11'), []);
    expect(registry.has('x')).toBe(false);
  });

  it('tells what lies below what on a day', () => {
    const registry = hangzhou();
    registry.register(version('u-lp', '2022-05-01', { code: '330113', parent: 'u-zj' }));
    const below = (date: string) => registry.isBelow('u-lp', 'u-hz', day(date));
    expect([below('2021-12-31'), below('2022-05-01')]).toEqual([true, false]);
    const today = day('2022-06-01');
    expect(registry.isBelow('u-lp', 'u-zj', today)).toBe(true);
    expect([
      registry.isBelow('u-hz', 'u-hz', today),
      registry.isWithin('u-hz', 'u-hz', today),
      registry.isWithin('u-lp', 'u-zj', today),
    ]).toEqual([false, true, true]);
    // An ended unit is where it was last.
    expect(registry.isBelow('u-yh', 'u-hz', today)).toBe(true);
  });

  it('lists the units in force, and all there ever were', () => {
    const registry = hangzhou();
    const inForce = (date: string) => [...registry.inForce(day(date))].map(({ unitId }) => unitId);
    expect(inForce('2021-01-01')).toEqual(['u-zj', 'u-hz', 'u-yh']);
    expect(inForce('2021-03-11')).toEqual(['u-zj', 'u-hz', 'u-yh2', 'u-lp']);
    expect([...registry.all()].map(([unitId]) => unitId)).toHaveLength(5);
  });

  it('comes back from its rows', () => {
    const rows = hangzhou().toRows();
    const back = UnitRegistry.root();
    back.fillFrom(rows);
    expect(back.toRows()).toEqual(rows);
    expect(back.resolve('330110', day('2021-03-11'))).toBe('u-yh2');
  });

  it('refuses a version without a date as the defect it is', () => {
    expect(() => UnitRegistry.root().register(version('u-x', 'soon'))).toThrow('no date: soon');
  });
});

describe('an overlay of it', () => {
  it('changes nothing below until it is merged', () => {
    const below = hangzhou();
    const over = below.overlay();
    over.register(version('u-lp', '2022-05-01', { code: '330199' }));
    over.register(version('u-new', '2022-05-01', { code: '330113' }));
    over.end('u-yh2', day('2022-05-01'), ['u-new']);
    expect(over.resolve('330113', day('2022-05-01'))).toBe('u-new');
    expect(below.versions('u-lp')).toHaveLength(1);
    expect(below.resolve('330113', day('2022-05-01'))).toBe('u-lp');
    expect(below.endedOn('u-yh2')).toBeUndefined();
    over.merge();
    expect(below.resolve('330199', day('2022-05-01'))).toBe('u-lp');
    expect(below.predecessors('u-new')).toEqual(['u-yh2']);
  });
});
