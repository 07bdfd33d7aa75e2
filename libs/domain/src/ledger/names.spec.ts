import { SYSTEM_PREFIXES, isKindId, isUseName } from './names.js';
import {
  allocate,
  allocatedLedger,
  asked,
  codeOf,
  consume,
  document,
  mu,
  openedLedger,
  operator,
  refusalOf,
  release,
  reserve,
  type World,
} from './testing/index.js';

describe('H-09 ids that the system derives', () => {
  it.each(SYSTEM_PREFIXES)('%s… is refused for a caller', (prefix) => {
    const world = allocatedLedger();
    expect(refusalOf(world, reserve(world, { entryId: `${prefix}x` }))).toEqual({
      code: 'entry-id-reserved',
      facts: { entryId: `${prefix}x`, prefix },
    });
  });

  it('a driven day may be posted under the id the day job would give it, and under no other day’s', () => {
    const world = allocatedLedger();
    const next = (entryId: string) =>
      asked(world, 'AdvanceDay', { entryId, date: '2017-07-01', actor: operator });
    expect(codeOf(world, next('day:2017-07-02'))).toBe('entry-id-reserved');
    world.post(next('day:2017-07-01'));
  });

  it('are free for the system itself', () => {
    const world = allocatedLedger();
    world.advanceTo('2017-07-01');
    expect(world.today()).toBe('2017-07-01');
  });

  it.each(['.', '..', '', 'a b', 'a/b'])('%j is no id', (entryId) => {
    const world = allocatedLedger();
    expect(codeOf(world, reserve(world, { entryId }))).toBe('entry-id-malformed');
  });

  it.each(['__proto__', 'constructor', 'toString'])('%s is an id like any other', (entryId) => {
    const world = allocatedLedger();
    world.post(reserve(world, { entryId }), release(world, { reservation: entryId }));
    expect(codeOf(world, release(world, { entryId: 'x', reservation: entryId }))).toBe(
      'reservation-closed',
    );
  });
});

describe('H-09 one space of names', () => {
  it('an entry cannot be called like a lot, live or ended', () => {
    const world = allocatedLedger();
    expect(refusalOf(world, reserve(world, { entryId: 'a.1' }))).toEqual({
      code: 'entry-id-taken',
      facts: { entryId: 'a.1', lot: 'a.1' },
    });
    world.post(reserve(world, { entryId: 'a.2' }));
  });

  it('an entry cannot open a lot that is called like an entry', () => {
    const world = allocatedLedger();
    world.post(reserve(world, { entryId: 'b.1' }));
    expect(refusalOf(world, allocate(world))).toEqual({
      code: 'entry-id-taken',
      facts: { entryId: 'b', lot: 'b.1' },
    });
  });

  it('an opening reservation has a name that no entry and no lot can have', () => {
    const world = broughtForward();
    expect([...world.state.reservations.entries()].map(([id]) => id)).toEqual(['bf/1']);
    expect(codeOf(world, reserve(world, { entryId: 'bf/1' }))).toBe('entry-id-malformed');
    expect(codeOf(world, reserve(world, { entryId: 'bf.1' }))).toBe('entry-id-taken');
    world.post(release(world, { reservation: 'bf/1' }));
  });
});

const broughtForward = (): World =>
  openedLedger().post(
    asked(openedLedger(), 'BringForward', {
      entryId: 'bf',
      document: { ...document(), sha256: 'a'.repeat(64) },
      rows: [
        {
          unit: '330402',
          indicator: 'annual',
          planYear: 2017,
          planKind: 'pool',
          reserved: mu(7),
          expiresOn: '2017-12-31',
        },
      ],
    }),
  );

describe('H-09 names of kinds and uses', () => {
  it.each(['a/b', 'Annual', '指标', '', '-a', 'a-', 'constructor', 'a'.repeat(65)])(
    '%j is no id of an indicator, a component or a plan kind',
    (id) => {
      const world = openedLedger();
      const components = [{ name: 'total', title: 'x', dimension: 'area' as const }];
      const indicator = (name: string, parts = components) =>
        asked(world, 'DefineIndicator', {
          entryId: 'x',
          indicator: { id: name, title: 'x', components: parts, nesting: [] },
        });
      const kind = asked(world, 'DefinePlanKind', { entryId: 'x', planKind: { id, title: 'x' } });
      const component = indicator('water', [{ name: id, title: 'x', dimension: 'area' }]);
      expect([indicator(id), component, kind].map((one) => codeOf(world, one))).toEqual(
        Array(3).fill('name-malformed'),
      );
      expect(isKindId(id)).toBe(false);
    },
  );

  it.each(['p/1', ' p', 'p\u200b', '\u3000', '\ue000', '\ufffd', '—', '..'])(
    '%j names no project and no purpose',
    (name) => {
      const world = allocatedLedger();
      const commands = [
        reserve(world, { project: name }),
        consume(world, { project: name }),
        consume(world, { purpose: name }),
        allocate(world, { to: [{ unit: '330411', quantity: mu(1), purpose: name }] }),
      ];
      expect(commands.map((one) => codeOf(world, one))).toEqual(Array(4).fill('name-malformed'));
    },
  );

  it.each(['2017-330402-41-03-012345-000', '学校', '嘉兴市（一期）', 'P〔2017〕1号', '农民建房'])(
    '%j does',
    (name) => expect(isUseName(name)).toBe(true),
  );
});
