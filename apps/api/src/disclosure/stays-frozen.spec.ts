import { parseDay, type Day } from '#domain';
import { allocatedLedger, asked, frozen } from '#domain/testing';
import type { Role } from '#platform';
import { ReadScope } from '../reads/read-scope.js';
import { showEntry } from './entry.js';

describe('H-24 whose freeze goes on', () => {
  it('an entry that everybody reads tells each of its own units', () => {
    const world = allocatedLedger();
    const version = (code: string, parent: string) => ({
      ...{ unitId: `u-${code}`, code, name: code, level: 'county' as const },
      ...{ parent, from: '2017-07-01', holdsQuota: true },
    });
    world.post(
      frozen(world, { unit: '330400', withSubtree: true }),
      asked(world, 'RegisterUnits', {
        entryId: 'u',
        units: [version('330402', 'u-330100'), version('330411', 'u-330100')],
      }),
    );
    world.advanceTo('2017-07-01');
    const event = world.events.findLast(({ type }) => type === 'DayAdvanced');
    if (event === undefined) throw new TypeError('no day began');
    const day = parseDay('2017-07-02') ?? (0 as Day);
    const shown = (role: Role, unit: string): unknown => {
      const who = { sub: '1', name: 'x', role, unit, expiresAt: 0 };
      return showEntry(event, ReadScope.of(who, world.state.units, day), [])['staysFrozen'];
    };
    expect(shown('province', '330000')).toEqual([{ freeze: 'f', units: ['u-330402', 'u-330411'] }]);
    expect(shown('county', '330402')).toEqual([{ freeze: 'f', units: ['u-330402'] }]);
    expect(shown('county', '330104')).toBeUndefined();
    expect(shown('city', '330400')).toBeUndefined();
  });
});
