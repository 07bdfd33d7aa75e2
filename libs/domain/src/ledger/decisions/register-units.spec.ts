import type { UnitVersion } from '../../units/index.js';
import { dayOf } from '../look-up.js';
import {
  accepted,
  asked,
  city,
  codeOf,
  county,
  document,
  openedLedger,
  refusalOf,
  reserve,
  type World,
  ZHEJIANG,
} from '../testing/index.js';

const ZONE: UnitVersion = {
  unitId: 'u-330402-kfq',
  localCode: '330402-KFQ',
  name: '嘉兴经济技术开发区',
  level: 'zone',
  parent: 'u-330402',
  from: '2017-01-01',
  holdsQuota: true,
};
const register = (world: World, ...units: UnitVersion[]) =>
  asked(world, 'RegisterUnits', { entryId: 'ru', units });
const LINAN: UnitVersion = {
  unitId: 'u-330185',
  code: '330112',
  name: '临安区',
  level: 'county',
  parent: 'u-330100',
  from: '2017-07-18',
  holdsQuota: true,
};

describe('registerUnits', () => {
  it('adds a unit without national code under its parent; its superior may act for it', () => {
    const world = openedLedger();
    expect(accepted(world, register(world, ZONE), 'UnitsRegistered').data).toMatchObject({
      units: [ZONE],
      postings: [],
    });
    expect(world.state.units.resolve('330402-KFQ', world.state.head.day)).toBe(ZONE.unitId);
    const forZone = { unit: '330402-KFQ', draws: [{ lot: 'x.1', quantity: { total: 1n } }] };
    expect(codeOf(world, reserve(world, { ...forZone, actor: county('330402') }))).toBe(
      'lot-unknown',
    );
    expect(codeOf(world, reserve(world, { ...forZone, actor: county('330411') }))).toBe(
      'not-permitted',
    );
  });

  it('recodes as a new version of the same unit, also ahead of its day', () => {
    const world = openedLedger();
    world.post(register(world, LINAN));
    const { units } = world.state;
    expect(units.resolve('330185', dayOf('2017-07-17'))).toBe('u-330185');
    expect(units.resolve('330185', dayOf('2017-07-18'))).toBeUndefined();
    expect(units.resolve('330112', dayOf('2017-07-18'))).toBe('u-330185');
    expect(units.versions('u-330185')).toHaveLength(2);
  });

  it('lets a code be used again from the day on which it is free, not before', () => {
    const world = openedLedger();
    world.post(register(world, LINAN));
    const other: UnitVersion = { ...ZONE, unitId: 'u-x', code: '330185', from: '2017-07-17' };
    const again = (from: string) =>
      asked(world, 'RegisterUnits', { entryId: 'ru2', units: [{ ...other, from }] });
    expect(refusalOf(world, again('2017-07-17'))).toEqual({
      code: 'code-taken',
      facts: { code: '330185', unit: 'u-x', holder: 'u-330185' },
    });
    expect(codeOf(world, again('2005-01-01'))).toBe('code-taken');
    world.post(again('2017-07-18'));
  });

  it.each<[string, readonly UnitVersion[], string]>([
    ['nothing', [], 'nothing-to-do'],
    ['an id that could be a code', [{ ...ZONE, unitId: '330402' }], 'unit-malformed'],
    ['no name', [{ ...ZONE, name: ' ' }], 'unit-malformed'],
    ['a code of five digits', [{ ...ZONE, code: '33040' }], 'unit-malformed'],
    ['a local code like a national one', [{ ...ZONE, localCode: '330499' }], 'unit-malformed'],
    ['a local code with spaces', [{ ...ZONE, localCode: 'a b' }], 'unit-malformed'],
    ['an unknown level', [{ ...ZONE, level: 'village' as 'zone' }], 'unit-malformed'],
    ['a second province', [{ ...ZONE, level: 'province' }], 'unit-malformed'],
    ['a parent that is not there', [{ ...ZONE, parent: 'u-9' }], 'unit-unknown'],
    ['itself as parent', [{ ...ZONE, parent: ZONE.unitId }], 'unit-malformed'],
    [
      'a parent below it',
      [ZONE, { ...LINAN, unitId: 'u-330402', code: '330402', parent: ZONE.unitId }],
      'unit-malformed',
    ],
    [
      'a day before its last version',
      [{ ...LINAN, from: '2010-01-01' }],
      'unit-already-registered',
    ],
    ['a code that is taken', [{ ...ZONE, code: '330411' }], 'code-taken'],
    ['no date', [{ ...ZONE, from: 'x' }], 'date-malformed'],
  ])('is refused for %s', (_what, units, code) => {
    const world = openedLedger();
    expect(codeOf(world, register(world, ...units))).toBe(code);
  });

  it('gives the province itself a new version', () => {
    const world = openedLedger();
    world.post(register(world, { ...ZHEJIANG, name: '浙江', from: '2017-06-01' }));
    expect(world.state.units.latest('u-330000')?.name).toBe('浙江');
  });

  it('needs a code of some kind', () => {
    const world = openedLedger();
    const { localCode: _none, ...bare } = ZONE;
    expect(codeOf(world, register(world, bare))).toBe('unit-malformed');
  });

  it('is refused for a unit that has ended, for a city, and for a day to come', () => {
    const world = openedLedger();
    world.post(
      asked(world, 'ReorganiseUnits', {
        entryId: 're',
        approvedOn: '2017-06-01',
        inForceOn: '2017-06-30',
        switchOn: '2017-06-30',
        documents: [document()],
        ended: [{ unit: 'u-330185', successors: ['u-330102'] }],
        units: [],
        divisions: [],
      }),
    );
    expect(refusalOf(world, register(world, LINAN))).toMatchObject({
      code: 'unit-not-in-force',
      facts: { unit: 'u-330185', endedOn: '2017-06-30', successors: ['u-330102'] },
    });
    const byCity = asked(world, 'RegisterUnits', {
      entryId: 'x',
      units: [ZONE],
      actor: city('330400'),
    });
    expect(codeOf(world, byCity)).toBe('not-permitted');
    const later = asked(world, 'RegisterUnits', {
      entryId: 'x',
      units: [ZONE],
      effectiveOn: '2017-07-01',
    });
    expect(codeOf(world, later)).toBe('effective-in-future');
  });

  it('a unit that holds no quota takes part in none', () => {
    const world = openedLedger();
    world.post(register(world, { ...ZONE, holdsQuota: false }));
    expect(refusalOf(world, reserve(world, { unit: '330402-KFQ' }))).toEqual({
      code: 'unit-holds-no-quota',
      facts: { unit: '330402-KFQ' },
    });
  });
});
