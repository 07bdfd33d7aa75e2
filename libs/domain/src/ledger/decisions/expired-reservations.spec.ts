import {
  accepted,
  allocatedLedger,
  asked,
  codeOf,
  consume,
  county,
  inMu,
  movedBy,
  mu,
  refusalOf,
  release,
  reserve,
  reverse,
  type World,
} from '../testing/index.js';

/** 南湖 has reserved all of its 300 亩 from 1 to 10 July, and it is 15 July. */
const expiredLedger = (): World => {
  const world = allocatedLedger(mu(300)).advanceTo('2017-07-01');
  const draws = [{ lot: 'a.1', quantity: mu(300) }];
  world.post(reserve(world, { entryId: 'r1', draws, expiresOn: '2017-07-10' }));
  return world;
};
const expire = (world: World): World =>
  world.advanceTo('2017-07-11').post(
    asked(world, 'ExpireReservations', {
      entryId: 'expire:2017-07-11',
      reservations: ['r1'],
      actor: { id: 'muledger', role: 'system', unit: 'u-330000' },
    }),
  );
const onDay = (world: World, day: string): string =>
  ['available', 'reserved']
    .map((bucket) => inMu(world.balance(`u-330402/a.1/${bucket}`, `2017-07-${day}`)))
    .join(' / ');
const days = (world: World): string[] =>
  ['01', '04', '05', '10', '11', '15'].map((day) => `${day}: ${onDay(world, day)}`);
const undoExpiry = (world: World) =>
  reverse(world, 'expire:2017-07-11', { effectiveOn: '2017-07-11' });
const drawn = (amount: number) => [{ lot: 'a.1', quantity: mu(amount), reservation: 'r1' }];

describe('H-13 an expired reservation', () => {
  it('is undone on every day once its expiry is undone', () => {
    const world = expire(expiredLedger()).advanceTo('2017-07-15');
    world.post(undoExpiry(world), reverse(world, 'r1', { effectiveOn: '2017-07-01' }));
    expect(new Set(days(world).map((day) => day.slice(4)))).toEqual(new Set(['300 / 0']));
    expect(codeOf(world, release(world, { reservation: 'r1' }))).toBe('reservation-closed');
  });

  it('takes back what a reversal gives it until its last day, and no longer', () => {
    const world = expiredLedger().advanceTo('2017-07-05');
    world.post(consume(world, { draws: drawn(100) }));
    expire(world).advanceTo('2017-07-15');
    const undone = accepted(
      world,
      reverse(world, 'c', { effectiveOn: '2017-07-05' }),
      'EntryReversed',
    );
    expect(movedBy(undone)).toEqual([
      'u-330402/a.1/consumed -> u-330402/a.1/reserved 100 (r1)',
      'u-330402/a.1/reserved -> u-330402/a.1/available 100 (r1)',
    ]);
    expect(undone.data.postings.map(({ effectiveOn }) => effectiveOn)).toEqual([
      undefined,
      '2017-07-11',
    ]);
    expect(days(world)).toEqual([
      '01: 0 / 300',
      '04: 0 / 300',
      '05: 0 / 300',
      '10: 0 / 300',
      '11: 300 / 0',
      '15: 300 / 0',
    ]);
    world.post(undoExpiry(world));
    expect(onDay(world, '11')).toBe('100 / 200');
    world.post(reverse(world, 'r1', { effectiveOn: '2017-07-01' }));
    expect(new Set(days(world).map((day) => day.slice(4)))).toEqual(new Set(['300 / 0']));
  });

  it('is consumed by an approval of its term that was heard of late, when the expiry is undone', () => {
    const world = expire(expiredLedger()).advanceTo('2017-07-15');
    const late = (data: Parameters<typeof consume>[1] = {}) =>
      consume(world, { draws: drawn(120), effectiveOn: '2017-07-09', ...data });
    expect(codeOf(world, late())).toBe('reservation-closed');
    world.post(undoExpiry(world));
    expect(codeOf(world, late({ effectiveOn: '2017-07-11' }))).toBe('reservation-expired');
    world.post(late());
    expect(onDay(world, '08')).toBe('0 / 300');
    expect(onDay(world, '09')).toBe('0 / 180');
    expect(onDay(world, '15')).toBe('0 / 180');
    world.advanceTo('2017-07-20');
    world.post(release(world, { reservation: 'r1', effectiveOn: '2017-07-11' }));
    expect(onDay(world, '10')).toBe('0 / 180');
    expect(onDay(world, '11')).toBe('180 / 0');
  });

  it.each(['2017-07-12', '2017-07-15'])(
    'is opened again on the day it expired and not on %s, when it could be used no more',
    (effectiveOn) => {
      const world = expire(expiredLedger()).advanceTo('2017-07-15');
      expect(refusalOf(world, reverse(world, 'expire:2017-07-11', { effectiveOn }))).toEqual({
        code: 'not-on-expiry-day',
        facts: { entry: 'expire:2017-07-11', citedOn: '2017-07-11', effectiveOn },
      });
      world.post(undoExpiry(world));
      world.post(consume(world, { draws: drawn(120), effectiveOn: '2017-07-09' }));
    },
  );

  it('may be given another end when its expiry is undone, and expires again on that', () => {
    const world = expire(expiredLedger()).advanceTo('2017-07-15');
    world.post(undoExpiry(world));
    expect([...world.state.expiring.entries()]).toEqual([]);
    world.post(
      asked(world, 'AmendReservation', {
        entryId: 'am',
        reservation: 'r1',
        expiresOn: '2017-07-20',
        actor: county('330402'),
      }),
    );
    expect([...world.state.expiring.entries()]).toHaveLength(1);
    world.post(consume(world, { draws: drawn(300), effectiveOn: '2017-07-15' }));
  });

  it('stays closed when its books were closed, and an earlier use of it goes to available', () => {
    const world = expiredLedger().advanceTo('2017-07-05');
    world.post(consume(world, { draws: drawn(100) }));
    expire(world).advanceTo('2017-07-15');
    world.post(asked(world, 'CloseBooks', { entryId: 'cb', through: '2017-07-12' }));
    world.post(reverse(world, 'c'));
    expect(onDay(world, '15')).toBe('300 / 0');
    world.post(reverse(world, 'expire:2017-07-11', { effectiveOn: '2017-07-13' }));
    expect(onDay(world, '15')).toBe('300 / 0');
    expect(world.state.reservations.get('r1')).toBeUndefined();
    const tooEarly = reverse(world, 'r1', { effectiveOn: '2017-07-13' });
    expect(codeOf(world, tooEarly)).toBe('reservation-exceeded');
    world.post(reverse(world, 'r1'));
    expect(onDay(world, '15')).toBe('300 / 0');
  });

  it('is used by what resolved it before, after its expiry was undone', () => {
    const world = expiredLedger().advanceTo('2017-07-05');
    world.post(consume(world, { draws: drawn(100) }));
    expire(world).advanceTo('2017-07-15');
    world.post(undoExpiry(world));
    expect(refusalOf(world, reverse(world, 'r1'))).toMatchObject({
      code: 'entry-in-use',
      facts: { dependents: [{ entry: 'c' }] },
    });
  });
});

describe('H-17 an expiry of which the quota was taken back after a use deadline', () => {
  const system = { id: 'muledger', role: 'system', unit: '330000' } as const;
  const taken = (
    world: World,
    kind: 'ReclaimQuota' | 'LapseQuota',
    entryId: string,
    amount: number,
    day = '2017-07-12',
  ) =>
    asked(world, kind, {
      ...{ entryId, actor: system, unit: '330402', effectiveOn: day },
      draws: [{ lot: 'a.1', quantity: mu(amount) }],
    });

  it('is in use by every entry that took it, which are reversed first', () => {
    const world = expire(expiredLedger()).advanceTo('2017-07-15');
    world.post(
      taken(world, 'ReclaimQuota', 'reclaim:2017-07-12:u-330402', 200),
      taken(world, 'LapseQuota', 'lapse:2017-07-13:u-330402', 100, '2017-07-13'),
    );
    expect(refusalOf(world, undoExpiry(world))).toEqual({
      code: 'entry-in-use',
      facts: {
        entry: 'expire:2017-07-11',
        dependents: [
          {
            revision: String(world.state.revision),
            entry: 'lapse:2017-07-13:u-330402',
            type: 'QuotaLapsed',
          },
          {
            revision: String(world.state.revision - 1),
            entry: 'reclaim:2017-07-12:u-330402',
            type: 'QuotaReclaimed',
          },
        ],
      },
    });
    world.post(reverse(world, 'lapse:2017-07-13:u-330402', { effectiveOn: '2017-07-13' }));
    expect(refusalOf(world, undoExpiry(world)).facts).toMatchObject({
      dependents: [{ entry: 'reclaim:2017-07-12:u-330402' }],
    });
    world.post(
      reverse(world, 'reclaim:2017-07-12:u-330402', { effectiveOn: '2017-07-12' }),
      undoExpiry(world),
    );
    expect(onDay(world, '15')).toBe('0 / 300');
  });

  it('is not in use by what left enough, nor by what took other quota before', () => {
    const world = allocatedLedger(mu(400)).advanceTo('2017-07-01');
    const draws = [{ lot: 'a.1', quantity: mu(300) }];
    world.post(reserve(world, { entryId: 'r1', draws, expiresOn: '2017-07-10' }));
    world.post(taken(world, 'ReclaimQuota', 'reclaim:2017-07-01:u-330402', 50, '2017-07-01'));
    expire(world).advanceTo('2017-07-15');
    world.post(taken(world, 'ReclaimQuota', 'reclaim:2017-07-12:u-330402', 50), undoExpiry(world));
    expect(onDay(world, '15')).toBe('0 / 300');
  });
});

describe('H-13 a reservation that was closed otherwise', () => {
  it('is undone on every day, too', () => {
    const world = expiredLedger().advanceTo('2017-07-05');
    world.post(release(world, { reservation: 'r1' }));
    world
      .advanceTo('2017-07-15')
      .post(
        reverse(world, 'rl', { effectiveOn: '2017-07-05' }),
        reverse(world, 'r1', { effectiveOn: '2017-07-01' }),
      );
    expect(new Set(days(world).map((day) => day.slice(4)))).toEqual(new Set(['300 / 0']));
  });
});
