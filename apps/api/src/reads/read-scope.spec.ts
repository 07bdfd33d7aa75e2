import { parseDay, UnitRegistry, type AccountPath, type Day } from '#domain';
import type { Identity, Role } from '#platform';
import { ReadScope } from './read-scope.js';

const day = (text: string): Day => parseDay(text) ?? (0 as Day);
const today = day('2022-06-01');

/** 杭州 with 余杭, which became 余杭 and 临平 in 2021; 嘉兴 beside it. */
const registry = (): UnitRegistry => {
  const units = UnitRegistry.root();
  const base = { from: '2000-01-01', holdsQuota: true } as const;
  units.register({ ...base, unitId: 'u-33', code: '330000', name: '浙江省', level: 'province' });
  const city = { ...base, level: 'city', parent: 'u-33' } as const;
  units.register({ ...city, unitId: 'u-hz', code: '330100', name: '杭州市' });
  units.register({ ...city, unitId: 'u-jx', code: '330400', name: '嘉兴市' });
  const county = { ...base, level: 'county', parent: 'u-hz' } as const;
  units.register({ ...county, unitId: 'u-old', code: '330110', name: '余杭区' });
  units.end('u-old', day('2021-04-09'), ['u-new', 'u-lp']);
  const since = { ...county, from: '2021-04-09' };
  units.register({ ...since, unitId: 'u-new', code: '330110', name: '余杭区' });
  units.register({ ...since, unitId: 'u-lp', code: '330113', name: '临平区' });
  return units;
};

const scope = (role: Role, unit?: string): ReadScope => {
  const who: Identity = { sub: '1', name: 'x', role, expiresAt: 0, ...(unit ? { unit } : {}) };
  return ReadScope.of(who, registry(), today);
};
const seen = (one: ReadScope): string[] =>
  ['u-33', 'u-hz', 'u-jx', 'u-old', 'u-new', 'u-lp'].filter((unit) => one.sees(unit));

describe('what a reader sees', () => {
  it.each<readonly [Role, string, readonly string[]]>([
    ['province', '330000', ['u-33', 'u-hz', 'u-jx', 'u-old', 'u-new', 'u-lp']],
    ['auditor', '330000', ['u-33', 'u-hz', 'u-jx', 'u-old', 'u-new', 'u-lp']],
    ['city', '330100', ['u-hz', 'u-old', 'u-new', 'u-lp']],
    ['city', '330400', ['u-jx']],
    // The code means the unit that has it today; what it came from is its history.
    ['county', '330110', ['u-old', 'u-new']],
    ['county', '330113', ['u-old', 'u-lp']],
    ['county', 'u-lp', ['u-old', 'u-lp']],
    // A token of a unit that has ended sees that unit and nothing it became.
    ['county', 'u-old', ['u-old']],
    // A role of the province with a city's unit is no province.
    ['province', '330400', ['u-jx']],
    ['auditor', '330400', ['u-jx']],
  ])('%s of %s', (role, unit, units) => {
    expect(seen(scope(role, unit))).toEqual(units);
  });

  it.each<readonly [Role, string]>([
    ['province', '340000'],
    ['county', 'u-unknown'],
    ['auditor', ''],
    // A role is held against the level of its unit (H-24).
    ['county', '330000'],
    ['county', '330100'],
    ['city', '330000'],
  ])('%s of %s is no reader of this ledger', (role, unit) => {
    expect(() => scope(role, unit)).toThrow('forbidden');
  });

  it('H-24 ends where a unit is its own successor', () => {
    const units = registry();
    units.end('u-new', day('2022-01-01'), ['u-new', 'u-lp']);
    const who = { sub: '1', name: 'x', role: 'county', unit: 'u-lp', expiresAt: 0 } as const;
    const one = ReadScope.of(who, units, today);
    expect([one.sees('u-new'), one.sees('u-jx')]).toEqual([true, false]);
  });

  it('of a posting is that one side is its own', () => {
    const to = 'u-jx/l/available' as AccountPath;
    const posting = { from: 'u-33/l/available' as AccountPath, to };
    expect(scope('city', '330400').seesPosting(posting)).toBe(true);
    expect(scope('city', '330100').seesPosting(posting)).toBe(false);
    const source = 'l/source' as AccountPath;
    expect(scope('city', '330100').seesPosting({ from: source, to: source })).toBe(false);
  });
});
