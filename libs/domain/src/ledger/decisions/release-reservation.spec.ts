import {
  accepted,
  allocatedLedger,
  asked,
  codeOf,
  consume,
  county,
  dayJob,
  heldBy,
  movedBy,
  mu,
  muUnits,
  refusalOf,
  release,
  reserve,
  type World,
} from '../testing/index.js';

const reservedLedger = (expiresOn = '2017-07-10') => {
  const world = allocatedLedger();
  return world.post(reserve(world, { expiresOn }));
};
const part = (amount: number) => [{ lot: 'a.1', quantity: mu(amount) }];

describe('releaseReservation (解除预占)', () => {
  it('gives all of it back to available of the same lot', () => {
    const world = reservedLedger();
    const event = accepted(
      world,
      release(world, { actor: county('330402') }),
      'ReservationReleased',
    );
    expect(movedBy(event)).toEqual(['u-330402/a.1/reserved -> u-330402/a.1/available 100 (r)']);
    expect(event.data).toMatchObject({ reservation: 'r', unit: 'u-330402', lots: [] });
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '1000' });
    expect(codeOf(world, release(world, { entryId: 'again' }))).toBe('reservation-closed');
  });

  it('gives a part back, and resolves each unit of area once', () => {
    const world = reservedLedger();
    world.post(
      release(world, { draws: part(30) }),
      consume(world, { draws: [{ lot: 'a.1', quantity: mu(50), reservation: 'r' }] }),
    );
    expect(refusalOf(world, release(world, { entryId: 'x', draws: part(21) }))).toEqual({
      code: 'reservation-exceeded',
      facts: {
        reservation: 'r',
        unit: 'u-330402',
        lot: 'a.1',
        bucket: 'reserved',
        indicator: 'annual',
        component: 'total',
        held: muUnits(20),
        asked: muUnits(21),
        shortBy: muUnits(1),
      },
    });
    world.post(release(world, { entryId: 'x', draws: [...part(15), ...part(5)] }));
    expect(world.state.reservations.has('r')).toBe(false);
  });

  it.each([
    ['an unknown reservation', { reservation: 'q' }, 'reservation-unknown'],
    ['an unknown lot', { draws: [{ lot: 'x.1', quantity: mu(1) }] }, 'lot-unknown'],
    ['a lot it is not of', { draws: [{ lot: 'i.1', quantity: mu(1) }] }, 'reservation-exceeded'],
    ['a day before it was reserved', { effectiveOn: '2017-06-29' }, 'before-cited-entry'],
    ['another county', { actor: county('330411') }, 'not-permitted'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = reservedLedger();
    expect(codeOf(world, release(world, data))).toBe(code);
  });
});

describe('expireReservations', () => {
  const expire = (world: World, reservations: readonly string[], effectiveOn = world.today()) =>
    asked(world, 'ExpireReservations', {
      entryId: 'ex',
      reservations,
      effectiveOn,
      actor: dayJob,
    });

  it('gives back what is left on the day after the last one', () => {
    const world = reservedLedger();
    world.post(reserve(world, { entryId: 'r2', expiresOn: '2017-07-09', draws: part(5) }));
    world.advanceTo('2017-07-11');
    const event = accepted(world, expire(world, ['r', 'r2', 'r']), 'ReservationsExpired');
    expect(movedBy(event)).toEqual([
      'u-330402/a.1/reserved -> u-330402/a.1/available 100 (r)',
      'u-330402/a.1/reserved -> u-330402/a.1/available 5 (r2)',
    ]);
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '1000' });
  });

  it('is refused while the last day lasts', () => {
    const world = reservedLedger().advanceTo('2017-07-10');
    expect(refusalOf(world, expire(world, ['r']))).toEqual({
      code: 'before-cited-entry',
      facts: { entry: 'r', citedOn: '2017-07-10', effectiveOn: '2017-07-10' },
    });
  });

  it('is refused for nothing, and for a closed reservation', () => {
    const world = reservedLedger().advanceTo('2017-07-11');
    expect(codeOf(world, expire(world, []))).toBe('nothing-to-do');
    world.post(release(world));
    expect(codeOf(world, expire(world, ['r']))).toBe('reservation-closed');
  });

  it('is for the day job and the operator, not for bureaus', () => {
    const world = reservedLedger().advanceTo('2017-07-11');
    const byProvince = asked(world, 'ExpireReservations', { entryId: 'ex', reservations: ['r'] });
    expect(codeOf(world, byProvince)).toBe('not-permitted');
  });
});
