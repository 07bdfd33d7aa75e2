import { accepted, asked, city, codeOf, openedLedger, type World } from '../testing/index.js';

const component = (name: string) => ({ name, dimension: 'area' as const, title: name });
const indicator = {
  id: 'mine',
  title: '工矿废弃地复垦',
  components: [component('area')],
  nesting: [],
};
const define = (world: World, data: Partial<Parameters<typeof asked<'DefineIndicator'>>[2]> = {}) =>
  asked(world, 'DefineIndicator', { entryId: 'di', indicator, ...data });
const defineKind = (
  world: World,
  data: Partial<Parameters<typeof asked<'DefinePlanKind'>>[2]> = {},
) =>
  asked(world, 'DefinePlanKind', { entryId: 'dp', planKind: { id: 'mine', title: 'x' }, ...data });

describe('defineIndicator, definePlanKind', () => {
  it('become part of the ledger, once', () => {
    const world = openedLedger();
    expect(accepted(world, define(world), 'IndicatorDefined').data.indicator).toEqual(indicator);
    expect(accepted(world, defineKind(world), 'PlanKindDefined').data.planKind.id).toBe('mine');
    expect(codeOf(world, define(world, { entryId: 'x' }))).toBe('indicator-already-defined');
    expect(codeOf(world, defineKind(world, { entryId: 'x' }))).toBe('plan-kind-already-defined');
    world.post(
      asked(world, 'IssueQuota', {
        entryId: 'i',
        indicator: 'mine',
        planYear: 2017,
        planKind: 'mine',
        quantity: { area: 300n },
      }),
    );
  });

  it.each([
    ['no component', { ...indicator, components: [] }],
    ['a component twice', { ...indicator, components: [component('a'), component('a')] }],
    ['five components', { ...indicator, components: ['a', 'b', 'c', 'd', 'e'].map(component) }],
    ['nesting of what is not there', { ...indicator, nesting: [['area', 'total'] as const] }],
  ])('an indicator is refused with %s', (_what, unsound) => {
    const world = openedLedger();
    expect(codeOf(world, define(world, { indicator: unsound }))).toBe('component-unknown');
  });

  it('are for the province, and not for a day to come', () => {
    const world = openedLedger();
    const actor = city('330400');
    expect(codeOf(world, define(world, { actor }))).toBe('not-permitted');
    expect(codeOf(world, defineKind(world, { actor }))).toBe('not-permitted');
    const effectiveOn = '2017-07-01';
    expect(codeOf(world, define(world, { effectiveOn }))).toBe('effective-in-future');
    expect(codeOf(world, defineKind(world, { effectiveOn }))).toBe('effective-in-future');
  });
});
