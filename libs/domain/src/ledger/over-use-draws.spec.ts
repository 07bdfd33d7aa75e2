import { fold } from './fold/index.js';
import type { LedgerEvent } from './events.js';
import { LedgerState } from './state.js';
import {
  allocatedLedger,
  asked,
  codeOf,
  consume,
  mu,
  refusalOf,
  reverse,
  World,
} from './testing/index.js';

const NUMBER = '示例土字A〔2017〕-0012';
const draws = [{ lot: 'a.1', quantity: mu(5) }];
const overUse = (world: World, more: object = {}) =>
  asked(world, 'RecordOverUse', {
    entryId: 'ou',
    unit: '330402',
    indicator: 'annual',
    planYear: 2017,
    quantity: mu(80, 0, 0),
    approval: { number: NUMBER, date: world.today() },
    ...more,
  });
const use = (world: World, more: object = {}) =>
  consume(world, { approval: { number: NUMBER, date: world.today() }, draws, ...more });
const voidOf = (world: World, entryId: string, more: object = {}) =>
  asked(world, 'VoidConsumption', { entryId, consumption: 'ou', reason: '撤回', ...more });
const annotate = (world: World, entryId: string, entry: string, is: string) =>
  asked(world, 'AnnotateEntry', { entryId, entry, field: 'approval.number', is, reason: '误录' });
const folded = (events: readonly LedgerEvent[]): World => {
  const world = new World(LedgerState.initial(allocatedLedger().state.fingerprinting));
  for (const event of events) {
    fold(world.state, event, world.events.length);
    world.events.push(event);
  }
  return world;
};
const USED = 'approval-already-posted';

describe('H-10 the draws of an over-use are a use of its approval', () => {
  it('after a consumption, and the over-use by itself stands beside it', () => {
    const world = allocatedLedger();
    world.post(use(world));
    expect(refusalOf(world, overUse(world, { draws }))).toMatchObject({
      code: USED,
      facts: { entry: 'c', indicator: 'annual', draws: 'annual' },
    });
    world.post(overUse(world, { draws: [] }));
  });

  it('before a consumption or an advance, also when they are read again', () => {
    const first = allocatedLedger();
    first.post(overUse(first, { draws }));
    for (const world of [first, folded(first.events)]) {
      const approval = { number: NUMBER, date: world.today() };
      expect(refusalOf(world, use(world))).toMatchObject({ code: USED, facts: { entry: 'ou' } });
      const advance = asked(world, 'AdvanceQuota', {
        ...{ entryId: 'v', unit: '330402', indicator: 'annual', planYear: 2017, planKind: 'pool' },
        ...{ quantity: mu(1), use: 'consumed', approval },
      });
      expect(codeOf(world, advance)).toBe(USED);
    }
  });

  it('of its indicator', () => {
    const world = allocatedLedger();
    world.post(overUse(world, { draws }));
    const direct = {
      indicator: 'scale',
      planYear: 2017,
      document: { number: '国〔2017〕1', issuer: '国务院', date: '2017-01-01' },
    };
    world.post(use(world, { draws: [{ direct, quantity: { total: 1n } }] }));
  });

  it('for its project, and for every project when it names none', () => {
    const world = allocatedLedger();
    world.post(overUse(world, { draws, project: 'P1' }), use(world, { project: 'P2' }));
    expect(codeOf(world, use(world, { entryId: 'x', project: 'ｐ1' }))).toBe(USED);
    expect(codeOf(world, use(world, { entryId: 'x' }))).toBe(USED);
    const other = allocatedLedger();
    other.post(use(other, { project: 'P1' }));
    expect(codeOf(other, overUse(other, { draws }))).toBe(USED);
    other.post(overUse(other, { draws, project: 'P2' }));
    expect(codeOf(other, use(other, { entryId: 'x', project: 'P2' }))).toBe(USED);
    other.post(reverse(other, 'c'));
    expect(codeOf(other, use(other, { entryId: 'x' }))).toBe(USED);
  });

  it('until all of it is voided, and again when a void is undone', () => {
    const world = allocatedLedger();
    world.post(overUse(world, { draws }), voidOf(world, 'v1', { draws }));
    expect(codeOf(world, use(world))).toBe(USED);
    world.post(voidOf(world, 'v2'));
    for (const one of [world, folded(world.events)]) {
      one.post(use(one));
      expect(refusalOf(one, reverse(one, 'v1'))).toMatchObject({
        code: USED,
        facts: { entry: 'c' },
      });
      one.post(reverse(one, 'c'), reverse(one, 'v1'));
      expect(codeOf(one, use(one, { entryId: 'x' }))).toBe(USED);
    }
  });

  it('until it is reversed', () => {
    const world = allocatedLedger();
    world.post(overUse(world, { draws }), reverse(world, 'ou'), use(world));
    expect(codeOf(world, overUse(world, { entryId: 'x', draws }))).toBe(USED);
  });

  it('under corrected numbers', () => {
    const world = allocatedLedger();
    world.post(overUse(world, { draws }), annotate(world, 'n', 'ou', '正〔2017〕1'));
    const other = { number: '正(2017)1', date: world.today() };
    expect(codeOf(world, use(world, { approval: other }))).toBe(USED);
    const third = { number: '第三', date: world.today() };
    world.post(use(world, { approval: third }));
    expect(codeOf(world, annotate(world, 'm', 'c', NUMBER))).toBe(USED);
    expect(codeOf(world, annotate(world, 'm', 'ou', '第三'))).toBe(USED);
    const plain = allocatedLedger();
    plain.post(overUse(plain), use(plain, { approval: { ...third, date: plain.today() } }));
    plain.post(annotate(plain, 'm', 'ou', '第三'));
  });
});

describe('H-10 logs of before, in which draws of an over-use were not guarded', () => {
  /** Entries as they were stored: none says that an over-use drew. */
  const stored = (events: readonly LedgerEvent[]): LedgerEvent[] =>
    events.map((event) => {
      const text = JSON.stringify(event, (_, value: unknown) =>
        typeof value === 'bigint' ? `${value}n` : value,
      );
      return JSON.parse(text.replaceAll(/"draws":\["annual"\],/g, ''), (_, value: unknown) =>
        typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
      ) as LedgerEvent;
    });

  it.each([
    ['a reversal', (world: World) => reverse(world, 'ou')],
    ['a void', (world: World) => voidOf(world, 'v')],
  ])('%s frees them', (_, undo) => {
    const world = allocatedLedger();
    world.post(overUse(world, { draws, project: 'P' }));
    world.post(undo(world));
    const again = folded(stored(world.events));
    again.post(use(again));
  });

  it('an undone void holds them again', () => {
    const world = allocatedLedger();
    world.post(overUse(world, { draws }), voidOf(world, 'v'), reverse(world, 'v'));
    const again = folded(stored(world.events));
    expect(codeOf(again, use(again))).toBe(USED);
    again.post(reverse(again, 'ou'), use(again));
  });

  it('both uses stand, and one may be undone', () => {
    const world = allocatedLedger();
    world.post(use(world));
    const { events } = allocatedLedger().post(overUse(world, { draws }));
    const again = folded([...world.events, ...events.slice(-1)]);
    expect(codeOf(again, use(again, { entryId: 'x' }))).toBe(USED);
    again.post(reverse(again, 'c'));
    expect(codeOf(again, use(again, { entryId: 'x' }))).toBe(USED);
    again.post(reverse(again, 'ou'), use(again, { entryId: 'x' }));
  });
});
