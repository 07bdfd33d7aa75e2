import type { OpenLedger } from '../commands.js';
import {
  accepted,
  city,
  codeOf,
  openedLedger,
  province,
  World,
  ZHEJIANG,
} from '../testing/index.js';

const open = (data: Partial<OpenLedger['data']> = {}): OpenLedger => ({
  kind: 'OpenLedger',
  data: {
    entryId: 'open',
    actor: province,
    effectiveOn: '2017-01-01',
    province: ZHEJIANG,
    opensOn: '2017-01-01',
    clock: 'wall',
    ...data,
  },
});
const kind = { id: 'x', title: 'x' };
const indicator = {
  id: 'x',
  title: 'x',
  components: [{ name: 'area', dimension: 'area' as const, title: 'x' }],
  nesting: [],
};

describe('openLedger', () => {
  it('states province, first day, clock, indicators and plan kinds', () => {
    const world = new World();
    const more = { indicators: [indicator], planKinds: [kind], note: 'x' };
    const event = accepted(world, open(more), 'LedgerOpened');
    expect(event.data).toMatchObject({
      province: ZHEJIANG,
      opensOn: '2017-01-01',
      clock: 'wall',
      timeZone: 'Asia/Shanghai',
      note: 'x',
      actor: { id: 'p-1', role: 'province', unitId: 'u-330000' },
    });
    expect(event.data.indicators.map(({ id }) => id)).toEqual([
      'annual',
      'scale',
      'increase-decrease',
      'x',
    ]);
    expect(event.data.planKinds.map(({ id }) => id)).toEqual([
      'pool',
      'project',
      'reward',
      'linked',
      'people-land',
      'farmer-housing',
      'rural-industry',
      'reserve',
      'national-direct',
      'base',
      'over-use',
      'sanction',
      'x',
    ]);
    expect(world.today()).toBe('2017-01-01');
  });

  it.each<[string, Partial<OpenLedger['data']>, string]>([
    ['a city', { actor: city('330100') }, 'not-permitted'],
    ['another province', { actor: { ...province, unit: '320000' } }, 'not-permitted'],
    ['a city as province', { province: { ...ZHEJIANG, level: 'city' } }, 'unit-malformed'],
    [
      'a province under another',
      { province: { ...ZHEJIANG, parent: 'u-100000' } },
      'unit-malformed',
    ],
    [
      'a province that is not there yet',
      { province: { ...ZHEJIANG, from: '2017-01-02' } },
      'unit-not-in-force',
    ],
    ['a malformed id', { entryId: 'a b' }, 'entry-id-malformed'],
    ['no date', { opensOn: '2017' }, 'date-malformed'],
    [
      'an indicator twice',
      { indicators: [{ ...indicator, id: 'annual' }] },
      'indicator-already-defined',
    ],
    [
      'an indicator without components',
      { indicators: [{ ...indicator, components: [] }] },
      'component-unknown',
    ],
    ['a plan kind twice', { planKinds: [kind, kind] }, 'plan-kind-already-defined'],
  ])('is refused for %s', (_what, data, code) => {
    expect(codeOf(new World(), open(data))).toBe(code);
  });

  it('opens a ledger once', () => {
    expect(codeOf(openedLedger(), open({ entryId: 'again' }))).toBe('ledger-already-open');
  });
});
