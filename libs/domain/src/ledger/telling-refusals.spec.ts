import {
  allocatedLedger,
  asked,
  codeOf,
  consume,
  mu,
  muUnits,
  refusalOf,
  release,
  reserve,
  reverse,
  type World,
} from './testing/index.js';

const part = (amount: number, lot = 'a.1') => [{ lot, quantity: mu(amount) }];
const dependents = (world: World, entry: string): unknown => {
  const refusal = refusalOf(world, reverse(world, entry, { entryId: `try:${entry}` }));
  return refusal?.code === 'entry-in-use' ? refusal.facts.dependents : refusal?.code;
};

describe('H-17 entry-in-use', () => {
  it('names every live resolution of a reservation, open or closed, newest first', () => {
    const world = allocatedLedger();
    world.post(
      reserve(world, { draws: part(50) }),
      release(world, { entryId: 'l1', draws: part(25) }),
      release(world, { entryId: 'l2', draws: part(7) }),
    );
    expect(dependents(world, 'r')).toMatchObject([{ entry: 'l2' }, { entry: 'l1' }]);
    world.post(release(world, { entryId: 'l3', draws: part(18) }));
    expect(dependents(world, 'r')).toMatchObject([
      { entry: 'l3' },
      { entry: 'l2' },
      { entry: 'l1' },
    ]);
    world.post(reverse(world, 'l2'));
    expect(dependents(world, 'r')).toMatchObject([{ entry: 'l3' }, { entry: 'l1' }]);
    world.post(reverse(world, 'l3'));
    expect(dependents(world, 'r')).toMatchObject([{ entry: 'l1' }]);
    world.post(reverse(world, 'l1'), reverse(world, 'r'));
  });

  it('says when there are more than it lists', () => {
    const world = allocatedLedger();
    world.post(reserve(world, { draws: part(50) }));
    for (let n = 0; n < 21; n += 1) {
      world.post(release(world, { entryId: `l${n}`, draws: part(1) }));
    }
    expect(refusalOf(world, reverse(world, 'r'))?.facts).toMatchObject({ listed: 20 });
    expect(dependents(world, 'r')).toHaveLength(20);
    world.post(reverse(world, 'l20'));
    expect(refusalOf(world, reverse(world, 'r'))?.facts.listed).toBeUndefined();
  });
});

describe('H-17 held and shortBy', () => {
  it('are those of the worst day, beside those of the first that fails', () => {
    const world = allocatedLedger(mu(100));
    const lapse = (entryId: string, effectiveOn: string, amount: number) =>
      asked(world, 'LapseQuota', { entryId, effectiveOn, unit: '330402', draws: part(amount) });
    world.post(lapse('l1', '2017-05-05', 40), lapse('l2', '2017-05-09', 50));
    expect(refusalOf(world, lapse('x', '2017-05-02', 80))?.facts).toMatchObject({
      held: muUnits(10),
      shortBy: muUnits(70),
      firstFailingDay: '2017-05-05',
      worstDay: '2017-05-09',
      heldOnFirstDay: muUnits(60),
      shortByOnFirstDay: muUnits(20),
    });
    world.post(lapse('x', '2017-05-02', 10));
  });
});

describe('H-17 automatic draws from a reservation', () => {
  it('walk its lots as draws on what is available do, whatever order it was written in', () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'AllocateQuota', {
        entryId: 'k',
        fromUnit: '330000',
        lot: 'i.1',
        to: [
          { unit: '330402', quantity: mu(100), validUntil: '2017-10-31' },
          { unit: '330402', quantity: mu(100) },
        ],
      }),
    );
    for (const [name, lots] of [
      ['first', ['k.1', 'k.2']],
      ['second', ['k.2', 'k.1']],
    ] as const) {
      world.post(
        reserve(world, { entryId: name, draws: lots.flatMap((lot) => part(40, lot)) }),
        consume(world, {
          entryId: `c-${name}`,
          approval: { number: name, date: world.today() },
          reservation: name,
          automatic: [{ indicator: 'annual', quantity: mu(40) }],
        }),
      );
      expect(world.last().data.postings.map(({ from }) => from)).toEqual(['u-330402/k.1/reserved']);
    }
  });
});

describe('H-17 a correction can be corrected', () => {
  const annotate = (world: World, entryId: string, is: string, field = 'note') =>
    asked(world, 'AnnotateEntry', {
      entryId,
      entry: 'a',
      field: field as 'note',
      is,
      reason: '误录',
    });

  it('against the last annotation, also back to what the entry says', () => {
    const world = allocatedLedger();
    const number = '浙土资发〔2017〕1号';
    world.post(annotate(world, 'n1', '11号', 'document.number'));
    expect(codeOf(world, annotate(world, 'n2', '11号', 'document.number'))).toBe(
      'annotation-malformed',
    );
    world.post(annotate(world, 'n2', '12号', 'document.number'));
    expect(world.last().data).toMatchObject({ was: '11号', is: '12号' });
    world.post(annotate(world, 'n3', number, 'document.number'));
    expect(world.last().data).toMatchObject({ was: '12号', is: number });
    world.post(annotate(world, 'n4', '备注'));
    expect(world.last().data).toMatchObject({ was: '' });
  });

  it('not to a date that is none, nor to what nobody can see', () => {
    const world = allocatedLedger();
    expect(codeOf(world, annotate(world, 'n', '2017-02-30', 'document.date'))).toBe(
      'date-malformed',
    );
    expect(codeOf(world, annotate(world, 'n', '\u200b'))).toBe('annotation-malformed');
  });
});

describe('H-17 an amended reservation', () => {
  it('asks only the lots of which something is left', () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'AllocateQuota', {
        entryId: 'k',
        fromUnit: '330000',
        lot: 'i.1',
        to: [{ unit: '330402', quantity: mu(50), project: 'P1' }],
      }),
      reserve(world, { project: 'P1', draws: [...part(50, 'k.1'), ...part(50)] }),
      consume(world, { draws: [{ lot: 'k.1', quantity: mu(50), reservation: 'r' }] }),
      asked(world, 'AmendReservation', { entryId: 'am', reservation: 'r', project: 'P2' }),
    );
    expect(world.last().type).toBe('ReservationAmended');
  });
});
