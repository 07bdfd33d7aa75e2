import { frozenLotKey } from './keys.js';
import {
  allocate,
  allocatedLedger,
  asked,
  codeOf,
  consume,
  frozen,
  mu,
  refusalOf,
  reserve,
  type World,
} from './testing/index.js';

const split = (world: World) =>
  asked(world, 'SplitQuota', {
    entryId: 'sp',
    unit: '330402',
    lot: 'a.1',
    parts: [{ quantity: mu(10) }],
  });

describe('H-15 a frozen lot', () => {
  it('is not split into one that is not frozen', () => {
    const world = allocatedLedger();
    world.post(frozen(world, { lot: 'a.1' }));
    expect(refusalOf(world, split(world))).toEqual({
      code: 'frozen',
      facts: { unit: 'u-330402', lot: 'a.1', freeze: 'f' },
    });
  });

  it('does not cover an advance of its unit either, which would free it under another lot', () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'AdvanceQuota', {
        entryId: 'ad',
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        use: 'available',
        quantity: mu(10),
      }),
      frozen(world, { lot: 'a.1' }),
    );
    const cover = asked(world, 'ConfirmAdvance', {
      entryId: 'co',
      unit: '330402',
      advance: 'ad.1',
      draws: [{ lot: 'a.1', quantity: mu(10) }],
    });
    expect(codeOf(world, cover)).toBe('frozen');
  });

  it('that was split before stays reachable by a freeze with its subtree', () => {
    const world = allocatedLedger();
    world.post(split(world), frozen(world, { lot: 'a.1', withSubtree: true }));
    expect(codeOf(world, reserve(world, { draws: [{ lot: 'sp.1', quantity: mu(1) }] }))).toBe(
      'frozen',
    );
  });
});

describe('H-04 freezes are found, not searched', () => {
  it('a draw asks those of its unit, its lot and what stands above them', () => {
    const world = allocatedLedger();
    const others = Array.from({ length: 40 }, (_, i) => `o-${i}`);
    for (const id of others) {
      world.post(
        allocate(world, { entryId: id, to: [{ unit: '330411', quantity: mu(1) }] }),
        frozen(world, { entryId: `f-${id}`, lot: `${id}.1` }),
      );
    }
    const asked: string[] = [];
    const { freezes } = world.state;
    const get = freezes.get.bind(freezes);
    freezes.get = (id) => (asked.push(id), get(id));
    expect('accepted' in world.tried(consume(world))).toBe(true);
    expect(asked).toEqual([]);
  });

  it('and forgets one that was lifted', () => {
    const world = allocatedLedger();
    world.post(frozen(world, { lot: 'a.1' }));
    expect(codeOf(world, consume(world))).toBe('frozen');
    world.post(asked(world, 'Unfreeze', { entryId: 'uf', freeze: 'f', reason: '查清' }));
    world.post(consume(world));
    expect(world.state.owners.idsIn(frozenLotKey('a.1'))).toEqual([]);
  });
});
