import type { LedgerCommand } from '../commands.js';
import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  codeOf,
  consume,
  county,
  dayJob,
  document,
  frozen,
  mu,
  POLICY_ROWS,
  refusalOf,
  release,
  reserve,
  reverse,
  voidOf,
  type World,
} from '../testing/index.js';

const draws = [{ lot: 'a.1', quantity: mu(1) }];
const unfreeze = (world: World, freeze = 'f', more: object = {}) =>
  asked(world, 'Unfreeze', { entryId: 'uf', freeze, reason: '整改完毕', ...more });

/** 南湖 with a reservation `r`, a consumption `c`, and what a year can bring. */
const busyLedger = (): World => {
  const world = allocatedLedger();
  return world.post(reserve(world), consume(world), allocate(world));
};

describe('freeze (冻结)', () => {
  it('moves nothing and keeps reason, exceptions and subtree', () => {
    const world = busyLedger();
    const event = accepted(
      world,
      frozen(world, { withSubtree: true, exceptions: ['民生公益'] }),
      'QuotaFrozen',
    );
    expect(event.data).toMatchObject({
      postings: [],
      lots: [],
      unit: 'u-330402',
      withSubtree: true,
      reason: '专项督察',
      exceptions: ['民生公益'],
    });
    const onLot = accepted(world, frozen(world, { entryId: 'g', lot: 'a.1' }), 'QuotaFrozen');
    expect(onLot.data).toMatchObject({ lot: 'a.1', withSubtree: false, exceptions: [] });
  });

  const another = (world: World) => ({ number: '另一批文', date: world.today() });
  const blocked: readonly [string, (world: World) => LedgerCommand][] = [
    ['reserve', (world) => reserve(world, { entryId: 'x' })],
    [
      'consume what is available',
      (world) => consume(world, { entryId: 'x', approval: another(world) }),
    ],
    [
      'consume a reservation',
      (world) =>
        consume(world, {
          entryId: 'x',
          approval: another(world),
          draws: [{ lot: 'a.1', quantity: mu(1), reservation: 'r' }],
        }),
    ],
    [
      'consume directly',
      (world) =>
        consume(world, {
          entryId: 'x',
          approval: another(world),
          draws: [
            {
              direct: { indicator: 'annual', planYear: 2017, document: document() },
              quantity: mu(1),
            },
          ],
        }),
    ],
    [
      'transfer out',
      (world) =>
        asked(world, 'TransferQuota', {
          entryId: 'x',
          fromUnit: '330402',
          toUnit: '330411',
          lot: 'a.1',
          quantity: mu(1),
        }),
    ],
    [
      'carry over',
      (world) =>
        asked(world, 'CarryOver', {
          entryId: 'x',
          unit: '330402',
          lot: 'a.1',
          quantity: mu(1),
          toPlanYear: 2018,
        }),
    ],
    [
      'advance',
      (world) =>
        asked(world, 'AdvanceQuota', {
          entryId: 'x',
          unit: '330402',
          indicator: 'annual',
          planYear: 2017,
          planKind: 'pool',
          quantity: mu(1),
          use: 'available',
        }),
    ],
  ];
  const free: readonly [string, (world: World) => LedgerCommand][] = [
    ['receive an allocation', (world) => allocate(world, { entryId: 'x' })],
    [
      'receive a transfer',
      (world) =>
        asked(world, 'TransferQuota', {
          entryId: 'x',
          fromUnit: '330000',
          toUnit: '330402',
          lot: 'i.1',
          quantity: mu(1),
        }),
    ],
    [
      'be deducted',
      (world) =>
        asked(world, 'DeductQuota', {
          entryId: 'x',
          unit: '330402',
          reason: 'sanction',
          indicator: 'annual',
          planYear: 2017,
          quantity: mu(1),
        }),
    ],
    [
      'be reclaimed',
      (world) => asked(world, 'ReclaimQuota', { entryId: 'x', unit: '330402', draws }),
    ],
    ['release', (world) => release(world)],
    [
      'amend',
      (world) => asked(world, 'AmendReservation', { entryId: 'x', reservation: 'r', project: 'q' }),
    ],
    ['void', (world) => voidOf(world)],
    ['reverse', (world) => reverse(world, 'c')],
    ['lapse', (world) => asked(world, 'LapseQuota', { entryId: 'x', unit: '330402', draws })],
    [
      'split',
      (world) =>
        asked(world, 'SplitQuota', {
          entryId: 'x',
          unit: '330402',
          lot: 'a.1',
          parts: [{ quantity: mu(1) }],
        }),
    ],
  ];

  it.each(blocked)('a frozen unit may not %s, and may again afterwards', (_what, command) => {
    const world = busyLedger();
    world.post(frozen(world));
    expect(refusalOf(world, command(world))).toMatchObject({
      code: 'frozen',
      facts: { unit: 'u-330402', freeze: 'f' },
    });
    world.post(unfreeze(world), command(world));
  });

  it.each(free)('a frozen unit may %s', (_what, command) => {
    const world = busyLedger();
    world.post(frozen(world), command(world));
  });

  it('an expired reservation of a frozen unit is still given back', () => {
    const world = busyLedger();
    world.post(reserve(world, { entryId: 'q', expiresOn: '2017-07-01' }), frozen(world));
    world.advanceTo('2017-07-02').post(
      asked(world, 'ExpireReservations', {
        entryId: 'x',
        reservations: ['q'],
        actor: dayJob,
      }),
    );
  });

  it('a frozen superior may not allocate out; its subtree only with it', () => {
    const world = busyLedger();
    world.post(frozen(world, { unit: '330000' }));
    expect(codeOf(world, allocate(world, { entryId: 'x' }))).toBe('frozen');
    world.post(reserve(world, { entryId: 'x' }), unfreeze(world));
    world.post(frozen(world, { entryId: 'g', unit: '330400', withSubtree: true }));
    expect(codeOf(world, reserve(world, { entryId: 'y' }))).toBe('frozen');
  });

  it('a frozen lot blocks that lot, with its subtree all that came from it', () => {
    const world = busyLedger();
    world.post(frozen(world, { lot: 'a.1' }));
    expect(refusalOf(world, reserve(world, { entryId: 'x' }))).toEqual({
      code: 'frozen',
      facts: { unit: 'u-330402', lot: 'a.1', freeze: 'f' },
    });
    const other = [{ lot: 'b.1', quantity: mu(1) }];
    world.post(reserve(world, { entryId: 'x', draws: other }));
    world.post(frozen(world, { entryId: 'g', lot: 'i.1', withSubtree: true }));
    expect(codeOf(world, reserve(world, { entryId: 'y', draws: other }))).toBe('frozen');
  });

  it('a frozen lot without its subtree leaves the lots that came from it alone', () => {
    const world = busyLedger();
    world.post(frozen(world, { lot: 'i.1' }), reserve(world, { entryId: 'x' }));
  });

  it('a frozen lot with its subtree leaves lots of another line alone', () => {
    const world = busyLedger();
    world.post(frozen(world, { lot: 'b.1', withSubtree: true }), reserve(world, { entryId: 'x' }));
  });

  it('lets the project classes through that it excepts, and policy allows', () => {
    const world = busyLedger();
    world.post(frozen(world, { exceptions: ['民生公益'] }));
    world.post(reserve(world, { entryId: 'x', projectClass: '民生公益' }));
    expect(codeOf(world, reserve(world, { entryId: 'y', projectClass: '产业' }))).toBe('frozen');
    const other = frozen(world, { entryId: 'g', exceptions: ['民生公益', '产业'] });
    expect(refusalOf(world, other)).toEqual({
      code: 'freeze-exception-not-allowed',
      facts: { exceptions: ['产业'], allowed: ['民生公益'] },
    });
  });

  it('asks policy for exceptions only', () => {
    const rows = POLICY_ROWS.filter(({ key }) => key !== 'freeze-exceptions');
    const world = allocatedLedger(mu(1_000), { rows });
    world.post(frozen(world));
    expect(refusalOf(world, frozen(world, { entryId: 'g', exceptions: ['民生公益'] }))).toEqual({
      code: 'policy-missing',
      facts: { policy: 'freeze-exceptions' },
    });
  });

  it('is judged at recording: an entry for a day before the freeze is blocked, too', () => {
    const world = busyLedger();
    world.post(frozen(world));
    expect(codeOf(world, reserve(world, { entryId: 'x', effectiveOn: '2017-06-01' }))).toBe(
      'frozen',
    );
  });

  it.each([
    ['a unit and a lot', { unit: '330402', lot: 'a.1' }, 'draws-malformed'],
    ['an unknown unit', { unit: '999999' }, 'unit-unknown'],
    ['an unknown lot', { lot: 'x.1' }, 'lot-unknown'],
    ['a day to come', { effectiveOn: '2017-07-01' }, 'effective-in-future'],
    ['a county', { actor: county('330402') }, 'not-permitted'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = busyLedger();
    expect(codeOf(world, frozen(world, data))).toBe(code);
  });
});

describe('unfreeze (解冻)', () => {
  it('names its freeze', () => {
    const world = busyLedger();
    world.post(frozen(world));
    const event = accepted(world, unfreeze(world), 'QuotaUnfrozen');
    expect(event.data).toMatchObject({ freeze: 'f', reason: '整改完毕', postings: [] });
    expect(codeOf(world, unfreeze(world, 'f', { entryId: 'uf2' }))).toBe('freeze-unknown');
  });

  it('is refused for a day to come and for a county', () => {
    const world = busyLedger();
    world.post(frozen(world));
    expect(codeOf(world, unfreeze(world, 'f', { effectiveOn: '2017-07-01' }))).toBe(
      'effective-in-future',
    );
    expect(codeOf(world, unfreeze(world, 'f', { actor: county('330402') }))).toBe('not-permitted');
  });
});
