import {
  accepted,
  allocatedLedger,
  asked,
  codeOf,
  consume,
  county,
  dayJob,
  refusalOf,
  release,
  reserve,
  without,
  type World,
} from '../testing/index.js';

type Data = Partial<Parameters<typeof asked<'AmendReservation'>>[2]>;
const amend = (world: World, data: Data = {}) =>
  asked(world, 'AmendReservation', {
    entryId: 'am',
    reservation: 'r',
    expiresOn: '2017-08-31',
    ...data,
  });
const reservedLedger = () => {
  const world = allocatedLedger();
  return world.post(reserve(world, { expiresOn: '2017-07-31' }));
};

describe('amendReservation (变更预占)', () => {
  it('moves nothing and keeps what it was', () => {
    const world = reservedLedger();
    const command = amend(world, { actor: county('330402'), project: 'p-2' });
    const event = accepted(world, command, 'ReservationAmended');
    expect(event.data).toMatchObject({
      postings: [],
      lots: [],
      reservation: 'r',
      unit: 'u-330402',
      was: { expiresOn: '2017-07-31', project: 'p-1' },
      expiresOn: '2017-08-31',
      project: 'p-2',
    });
    expect(world.state.reservations.get('r')).toMatchObject({ project: 'p-2' });
  });

  it('lets it end later, and no longer on the first day named', () => {
    const world = reservedLedger().post(amend(reservedLedger())).advanceTo('2017-08-01');
    const expire = (effectiveOn: string) =>
      asked(world, 'ExpireReservations', {
        entryId: 'ex',
        reservations: ['r'],
        effectiveOn,
        actor: dayJob,
      });
    expect(codeOf(world, expire('2017-08-01'))).toBe('before-cited-entry');
    world.advanceTo('2017-09-01').post(expire('2017-09-01'));
  });

  it.each([
    ['nothing', { reservation: 'r' }, 'nothing-to-do'],
    ['a day that has passed', { expiresOn: '2017-06-29' }, 'reservation-expired'],
    ['a reservation that never was', { reservation: 'q' }, 'reservation-unknown'],
    ['a day before it was reserved', { effectiveOn: '2017-06-29' }, 'before-cited-entry'],
    ['another county', { actor: county('330411') }, 'not-permitted'],
  ] as const)('is refused for %s', (what, data, code) => {
    const world = reservedLedger();
    const command = amend(world, data);
    const asIs = what === 'nothing' ? without(command, 'expiresOn') : command;
    expect(codeOf(world, asIs)).toBe(code);
  });

  it('is refused once the last day has passed, and once nothing is left', () => {
    const late = reservedLedger().advanceTo('2017-08-01');
    expect(refusalOf(late, amend(late))).toMatchObject({ code: 'reservation-expired' });
    const world = reservedLedger();
    world.post(release(world));
    expect(codeOf(world, amend(world))).toBe('reservation-closed');
  });

  it('keeps to the project its lots are bound to', () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'SplitQuota', {
        entryId: 's',
        unit: '330402',
        lot: 'a.1',
        parts: [{ project: 'p-1', quantity: { total: 9n, farmland: 9n, cultivated: 9n } }],
      }),
      reserve(world, {
        draws: [{ lot: 's.1', quantity: { total: 9n, farmland: 9n, cultivated: 9n } }],
      }),
    );
    expect(codeOf(world, amend(world, { project: 'p-2' }))).toBe('lot-restricted');
  });

  it('decides the project of a later consumption', () => {
    const world = reservedLedger();
    world.post(amend(world, { project: 'p-2' }));
    const use = (project: string) => {
      const { quantity, lot } = {
        lot: 'a.1',
        quantity: { total: 1n, farmland: 1n, cultivated: 1n },
      };
      return consume(world, { project, draws: [{ lot, quantity, reservation: 'r' }] });
    };
    expect(codeOf(world, use('p-1'))).toBe('reservation-of-other-project');
    world.post(use('p-2'));
  });
});
