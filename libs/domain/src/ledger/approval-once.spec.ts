import { fold } from './fold/index.js';
import { folded } from './folded.js';
import { LedgerState } from './state.js';
import {
  allocatedLedger,
  asked,
  codeOf,
  collidingFingerprints,
  consume,
  mu,
  refusalOf,
  reserve,
  reverse,
  World,
} from './testing/index.js';

const NUMBER = '示例土字A〔2017〕-0012';
const approved = (world: World, number: string) => ({ number, date: world.today() });
const part = (amount: number) => [{ lot: 'a.1', quantity: mu(amount) }];
const reserved = (reservation: string) => [{ lot: 'a.1', quantity: mu(1), reservation }];
const twoReservations = (): World => {
  const world = allocatedLedger();
  return world.post(
    reserve(world, { entryId: 'r1', project: 'P1' }),
    reserve(world, { entryId: 'r2', project: 'P2' }),
  );
};
const voidOf = (world: World, entryId: string, more: object = {}) =>
  asked(world, 'VoidConsumption', { entryId, consumption: 'c', reason: '撤回', ...more });
const annotate = (world: World, entryId: string, entry: string, is: string) =>
  asked(world, 'AnnotateEntry', { entryId, entry, field: 'approval.number', is, reason: '误录' });
const replayed = (world: World): World => {
  const again = new World(LedgerState.initial(world.state.fingerprinting));
  world.events.forEach((event, revision) => {
    fold(again.state, event, revision);
    again.events.push(event);
  });
  return again;
};

describe('H-10 an approval is used once', () => {
  it('however another reservation stands beside the named draws', () => {
    const world = twoReservations();
    world.post(consume(world, { draws: reserved('r2') }));
    const again = { entryId: 'c2', draws: reserved('r2'), reservation: 'r1' };
    expect(codeOf(world, consume(world, again))).toBe('approval-already-posted');
  });

  it('by a void that is undone after another entry was corrected to the same number', () => {
    const world = allocatedLedger();
    world.post(
      consume(world),
      annotate(world, 'n1', 'c', '正录〔2017〕2号'),
      voidOf(world, 'v'),
      consume(world, { entryId: 'd', approval: approved(world, '误录〔2017〕3号') }),
      annotate(world, 'n2', 'd', '正录[2017]2号'),
    );
    const undoing = reverse(world, 'v');
    expect(refusalOf(world, undoing)).toMatchObject({
      code: 'approval-already-posted',
      facts: { entry: 'd' },
    });
    expect(codeOf(replayed(world), undoing)).toBe('approval-already-posted');
    world.post(reverse(world, 'd'), undoing);
  });

  it('in one entry for one project', () => {
    const world = twoReservations();
    const draws = [...reserved('r1'), ...reserved('r2')];
    expect(codeOf(world, consume(world, { draws }))).toBe('reservation-of-other-project');
  });

  it('by an entry that leaves out the project after one that named it, and the other way round', () => {
    const world = allocatedLedger();
    world.post(consume(world, { project: 'P1' }), consume(world, { entryId: 'd', project: 'P2' }));
    expect(refusalOf(world, consume(world, { entryId: 'x' }))).toMatchObject({
      code: 'approval-already-posted',
      facts: { entry: 'd' },
    });
    world.post(reverse(world, 'd'));
    expect(refusalOf(world, consume(world, { entryId: 'x' }))?.code).toBe(
      'approval-already-posted',
    );
    world.post(reverse(world, 'c'), consume(world, { entryId: 'e' }));
    expect(codeOf(world, consume(world, { entryId: 'y', project: 'P3' }))).toBe(
      'approval-already-posted',
    );
  });

  it.each([
    `${NUMBER} `,
    `${NUMBER}\u00a0`,
    '示例\u200b土字A〔2017〕-0012',
    '示例土字Ａ〔2017〕-0012',
    '示例土字A[2017]-0012',
    '示例土字A（2017）-0012',
    '示例土字ａ〔2017〕-0012',
    '示例土字A〔２０１７〕-0012',
    '示例土字A〔2017〕–0012',
    '示例土字A【2017】－0012',
    '示例土字A〔2017〕——0012',
    '示例 土字 A〔2017〕- 0012',
    '示例\ufe0f土字A〔2017〕\u2212\u206000\u00ad12',
  ])('also when it is written %j', (number) => {
    const world = allocatedLedger();
    world.post(consume(world, { approval: approved(world, NUMBER), project: 'P-1' }));
    const again = { entryId: 'x', approval: approved(world, number), project: 'ｐ–1' };
    expect(codeOf(world, consume(world, again))).toBe('approval-already-posted');
    expect(world.last().data).toMatchObject({ approval: { number: NUMBER } });
  });

  it('after a partial void, the void of the rest and the reversal of the first', () => {
    const world = allocatedLedger();
    const use = { parcels: ['地块1'] };
    world.post(consume(world, use), voidOf(world, 'v1', { draws: part(40) }), voidOf(world, 'v2'));
    world.post(reverse(world, 'v1'));
    for (const one of [world, replayed(world)]) {
      expect(codeOf(one, consume(one, { entryId: 'c2' }))).toBe('approval-already-posted');
      expect(
        codeOf(one, consume(one, { entryId: 'c2', ...use, approval: approved(one, '另一') })),
      ).toBe('parcel-already-consumed');
    }
    world.post(voidOf(world, 'v3'), consume(world, { entryId: 'c2', ...use }));
    expect(refusalOf(world, reverse(world, 'v3'))).toMatchObject({
      code: 'approval-already-posted',
      facts: { entry: 'c2' },
    });
    expect(codeOf(world, reverse(world, 'v2'))).toBe('approval-already-posted');
  });

  it('under a corrected number, and under the one it was corrected from', () => {
    const world = allocatedLedger();
    world.post(consume(world, { approval: approved(world, '误录〔2017〕9号') }));
    world.post(annotate(world, 'n1', 'c', '正录〔2017〕9号'));
    for (const one of [world, replayed(world)]) {
      for (const number of ['误录〔2017〕9号', '正录(2017)9号']) {
        expect(
          refusalOf(one, consume(one, { entryId: 'x', approval: approved(one, number) })),
        ).toMatchObject({ code: 'approval-already-posted', facts: { entry: 'c' } });
      }
    }
    world.post(reverse(world, 'c'));
    world.post(consume(world, { entryId: 'd', approval: approved(world, '正录〔2017〕9号') }));
  });

  it('by no correction to a number that is used', () => {
    const world = allocatedLedger();
    world.post(consume(world, { approval: approved(world, '1号') }));
    world.post(consume(world, { entryId: 'd', approval: approved(world, '2号') }));
    expect(codeOf(world, annotate(world, 'n', 'd', '１号'))).toBe('approval-already-posted');
    world.post(annotate(world, 'n', 'd', '3号'), annotate(world, 'm', 'd', '2号'));
    expect(codeOf(world, annotate(world, 'o', 'c', '3号'))).toBe('approval-already-posted');
  });

  it('nor by undoing a void when a corrected number was granted meanwhile', () => {
    const world = allocatedLedger();
    world.post(consume(world), annotate(world, 'n', 'c', '正号'), voidOf(world, 'v'));
    world.post(consume(world, { entryId: 'd', approval: approved(world, '正号') }));
    expect(codeOf(world, reverse(world, 'v'))).toBe('approval-already-posted');
  });
});

describe('H-10 a parcel is consumed once', () => {
  const advance = (world: World, entryId: string, more: object = {}) =>
    asked(world, 'AdvanceQuota', {
      entryId,
      unit: '330402',
      indicator: 'annual',
      planYear: 2017,
      planKind: 'pool',
      quantity: mu(1),
      use: 'available',
      parcels: ['330402001'],
      ...more,
    });

  it('also by advances that name it', () => {
    const world = allocatedLedger();
    world.post(consume(world, { parcels: ['330402001'] }));
    expect(codeOf(world, advance(world, 'v'))).toBe('parcel-already-consumed');
    const other = allocatedLedger();
    other.post(advance(other, 'v'));
    expect(codeOf(other, consume(other, { parcels: ['330402001'] }))).toBe(
      'parcel-already-consumed',
    );
    expect(codeOf(other, advance(other, 'w'))).toBe('parcel-already-consumed');
  });

  it('however it is written, within an entry too', () => {
    const world = allocatedLedger();
    world.post(consume(world, { parcels: ['地块-1'] }));
    const other = { entryId: 'x', approval: approved(world, '另一') };
    for (const parcels of [['地块－1'], ['b', ' Ｂ']]) {
      expect(codeOf(world, consume(world, { ...other, parcels }))).toBe('parcel-already-consumed');
    }
  });
});

describe('H-11 when every fingerprint is the same', () => {
  it('entries, approvals and parcels are told apart by the entries themselves', () => {
    const world = new World(LedgerState.initial(collidingFingerprints));
    for (const event of allocatedLedger().events) {
      fold(world.state, event, world.events.length);
      world.events.push(event);
    }
    const number = (n: number) => ({ approval: approved(world, `${n}号`), parcels: [`${n}`] });
    const uses = [1, 2, 3].map((n) => consume(world, { entryId: `c${n}`, ...number(n) }));
    world.post(...uses);
    expect(codeOf(world, consume(world, { entryId: 'x', ...number(2) }))).toBe(
      'approval-already-posted',
    );
    world.post(reverse(world, 'c1'), voidOf(world, 'v', { consumption: 'c2', draws: part(1) }));
    expect(codeOf(world, reverse(world, 'c1', { entryId: 'x' }))).toBe('entry-already-reversed');
    expect(codeOf(world, reverse(world, 'nobody'))).toBe('entry-unknown');
  });
});

describe('folded', () => {
  it('changes nothing that is folded', () => {
    for (const text of [NUMBER, 'ﬃ ß İ ẞ ǅ', '½²①', 'ＡＢｃ–—−(〔【']) {
      expect(folded(folded(text))).toBe(folded(text));
    }
  });

  it('keeps apart what differs', () => {
    const numbers = [
      NUMBER,
      '示例土字A〔2017〕-0013',
      '示例土字B〔2017〕-0012',
      '示例土字A2017-0012',
    ];
    expect(new Set(numbers.map(folded)).size).toBe(numbers.length);
  });
});
