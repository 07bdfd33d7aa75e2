import type { LedgerCommand } from './commands.js';
import { REFUSAL_CODES, type RefusalCode } from './refusals.js';
import {
  allocate,
  allocatedLedger,
  area,
  asked,
  auditor,
  closedYear,
  consume,
  county,
  document,
  frozen,
  mu,
  openedLedger,
  operator,
  policy,
  POLICY_ROWS,
  province,
  refusalOf,
  release,
  reserve,
  reverse,
  voidOf,
  without,
  World,
  ZHEJIANG,
} from './testing/index.js';

/** 南湖 with reservation `r`, consumption `c` of parcel 1, advance `ad.1`, over-use `ou`, freeze `f` of 江干. */
const busyLedger = (): World => {
  const world = allocatedLedger();
  const approval = (number: string) => ({ number, date: world.today() });
  const kind = { unit: '330402', indicator: 'annual', planYear: 2017 };
  return world.post(
    reserve(world),
    consume(world, { parcels: ['1'] }),
    asked(world, 'AdvanceQuota', {
      entryId: 'ad',
      ...kind,
      planKind: 'pool',
      quantity: mu(5),
      use: 'consumed',
      approval: approval('z-1'),
    }),
    asked(world, 'RecordOverUse', {
      entryId: 'ou',
      ...kind,
      quantity: mu(5),
      approval: approval('z-2'),
    }),
    frozen(world, { unit: '330104', exceptions: ['民生公益'] }),
    frozen(world, { entryId: 'g', lot: 'a.1', exceptions: ['民生公益'] }),
  );
};
const draw = (amount: number, more: object = {}) => [{ lot: 'a.1', quantity: mu(amount), ...more }];
const quantity = (amounts: Record<string, bigint>) => [{ lot: 'a.1', quantity: amounts }];
const registration = (world: World, more: object) =>
  asked(world, 'RegisterUnits', {
    entryId: 'x',
    units: [
      {
        unitId: 'u-z',
        localCode: 'z-1',
        name: 'z',
        level: 'zone',
        parent: 'u-330402',
        from: '2017-01-01',
        holdsQuota: true,
        ...more,
      },
    ],
  });
const opening = (world: World, more: object = {}) =>
  asked(world, 'BringForward', {
    entryId: 'x',
    rows: [
      { unit: '330411', indicator: 'annual', planYear: 2017, planKind: 'pool', available: mu(9) },
    ],
    document: { ...document(), sha256: 'ab' },
    ...more,
  });
const reopening = (world: World, entryId: string) =>
  opening(world, {
    entryId,
    rows: [
      { unit: '330104', indicator: 'annual', planYear: 2017, planKind: 'pool', available: mu(9) },
    ],
  });
const issue = (world: World, more: object = {}) =>
  asked(world, 'IssueQuota', {
    entryId: 'x',
    indicator: 'annual',
    planYear: 2017,
    planKind: 'pool',
    quantity: mu(1),
    ...more,
  });
const deduction = (world: World, amount: number) =>
  asked(world, 'DeductQuota', {
    entryId: 'x',
    unit: '330402',
    reason: 'over-use',
    indicator: 'annual',
    planYear: 2017,
    quantity: mu(amount),
  });
const reorganisation = (world: World, more: object = {}) =>
  asked(world, 'ReorganiseUnits', {
    entryId: 'x',
    approvedOn: '2017-06-01',
    inForceOn: '2017-06-30',
    switchOn: '2017-06-30',
    documents: [document()],
    ended: [{ unit: '330402', successors: ['u-330411', 'u-330104'] }],
    units: [],
    divisions: [],
    ...more,
  });
const carry = (world: World, toPlanYear: number) =>
  asked(world, 'CarryOver', {
    entryId: 'x',
    unit: '330402',
    lot: 'a.1',
    quantity: mu(1),
    toPlanYear,
  });
const land = { unused: '1' };
const approval = (world: World, number: string) => ({ number, date: world.today() });

type Provoking = (world: World) => LedgerCommand;
/** One command for each code, on `busyLedger` as it stands or as the row prepares it. */
const PROVOKED: Readonly<
  Partial<Record<RefusalCode, Provoking | readonly [(world: World) => World, Provoking]>>
> = {
  'posting-suspended': [
    (w) => w.post(asked(w, 'SuspendPosting', { entryId: 'sus', reason: 'x' })),
    (w) => reserve(w, { entryId: '文号1', actor: auditor }),
  ],
  'ledger-not-open': [() => new World(), (w) => issue(w, { effectiveOn: '2017-01-01' })],
  'ledger-already-open': (w) => ({
    kind: 'OpenLedger',
    data: {
      entryId: 'x',
      actor: province,
      effectiveOn: w.today(),
      province: ZHEJIANG,
      opensOn: w.today(),
      clock: 'wall',
    },
  }),
  'entry-id-malformed': (w) => reserve(w, { entryId: '文号1' }),
  'entry-id-reserved': (w) => reserve(w, { entryId: 'day:2017-07-01' }),
  'entry-id-taken': (w) => reserve(w, { entryId: 'a.1' }),
  'name-malformed': (w) => reserve(w, { entryId: 'x', project: 'p/1' }),
  'document-missing': (w) => without(issue(w), 'document'),
  'document-in-future': (w) => issue(w, { document: { ...document(), date: '2150-01-01' } }),
  'date-malformed': (w) => reserve(w, { entryId: 'x', effectiveOn: '2017-02-29' }),
  'unit-holds-quota': (w) =>
    registration(w, {
      unitId: 'u-330402',
      code: '330402',
      localCode: undefined,
      level: 'county',
      parent: 'u-330400',
      from: '2017-06-30',
      holdsQuota: false,
    }),
  'own-successor': (w) =>
    reorganisation(w, { ended: [{ unit: '330402', successors: ['u-330402'] }] }),
  'inferiors-unassigned': (w) =>
    reorganisation(w, { ended: [{ unit: '330400', successors: ['u-330100', 'u-330200'] }] }),
  'settles-closed': (w) => issue(w, { settles: [{ kind: 'request', id: 'q-1' }] }),
  'indicator-unknown': (w) => issue(w, { indicator: 'water' }),
  'indicator-already-defined': (w) =>
    asked(w, 'DefineIndicator', {
      entryId: 'x',
      indicator: { id: 'annual', title: 'x', components: [], nesting: [] },
    }),
  'plan-kind-unknown': (w) => issue(w, { planKind: 'gift' }),
  'plan-kind-already-defined': (w) =>
    asked(w, 'DefinePlanKind', { entryId: 'x', planKind: { id: 'pool', title: 'x' } }),
  'plan-kind-of-ledger': (w) => issue(w, { planKind: 'over-use' }),
  'component-unknown': (w) => reserve(w, { draws: quantity({ ...mu(1), paddy: 1n }) }),
  'component-missing': (w) => reserve(w, { draws: quantity({ total: 1n }) }),
  'quantity-empty': (w) => reserve(w, { draws: draw(0) }),
  'quantity-negative': (w) => reserve(w, { draws: quantity({ ...mu(1), total: -1n }) }),
  'amount-too-large': (w) => reserve(w, { draws: quantity({ ...mu(1), total: 1n << 53n }) }),
  'same-unit': (w) => allocate(w, { to: [{ unit: '330000', quantity: mu(1) }] }),
  'nothing-to-do': (w) => allocate(w, { to: [] }),
  'draws-malformed': (w) => reserve(w, { draws: [] }),
  'validity-malformed': (w) => issue(w, { validFrom: '2017-05-01', validUntil: '2017-04-30' }),
  'effective-not-approval-date': (w) =>
    consume(w, { entryId: 'x', approval: { number: 'z', date: '2017-06-29' } }),
  'unit-unknown': (w) => reserve(w, { unit: '999999' }),
  'unit-not-in-force': [
    (w) => w.post(registration(w, { from: '2017-12-01' })),
    (w) => reserve(w, { entryId: 'x', unit: 'z-1' }),
  ],
  'unit-holds-no-quota': [
    (w) => w.post(registration(w, { holdsQuota: false })),
    (w) => reserve(w, { entryId: 'x', unit: 'z-1' }),
  ],
  'unit-malformed': (w) => registration(w, { name: '' }),
  'unit-already-registered': (w) =>
    registration(w, {
      unitId: 'u-330411',
      level: 'county',
      parent: 'u-330400',
      from: '2010-01-01',
    }),
  'code-taken': (w) => registration(w, { code: '330411' }),
  'not-an-inferior': (w) => issue(w, { unit: '330402' }),
  'not-permitted': (w) => reserve(w, { entryId: 'x', actor: auditor }),
  'day-not-begun': [
    () =>
      new World().post({
        kind: 'OpenLedger',
        data: {
          ...{ entryId: 'open', actor: province, province: ZHEJIANG, clock: 'wall' },
          ...{ effectiveOn: '2017-06-30', opensOn: '2017-06-30' },
        },
      }),
    (w) =>
      asked(w, 'AdvanceDay', {
        ...{ entryId: 'x', date: '2017-07-01', today: '2017-06-30', actor: operator },
      }),
  ],
  'day-not-next': (w) =>
    asked(w, 'AdvanceDay', { entryId: 'x', date: '2017-08-01', actor: operator }),
  'effective-in-future': (w) => reserve(w, { entryId: 'x', effectiveOn: '2017-07-01' }),
  'books-closed': [
    (w) => w.post(asked(w, 'CloseBooks', { entryId: 'cb', through: '2017-06-01' })),
    (w) => reserve(w, { entryId: 'x', effectiveOn: '2017-06-01' }),
  ],
  'policy-missing': (w) => issue(w, { preIssued: true }),
  'backdated-too-far': [
    (w) =>
      w.post(
        policy(
          w,
          POLICY_ROWS.map((row) =>
            row.key === 'backdating-limit' ? { ...row, value: { days: 1 } } : row,
          ),
          'strict',
        ),
      ),
    (w) => reserve(w, { entryId: 'x', effectiveOn: '2017-06-28' }),
  ],
  'plan-year-closed': [(w) => w.post(closedYear(w, 2016)), (w) => issue(w, { planYear: 2016 })],
  'plan-year-not-closed': (w) =>
    asked(w, 'ReopenPlanYear', { entryId: 'x', planYear: 2017, reason: 'x' }),
  'plan-year-not-begun': (w) => closedYear(w, 2018),
  'entry-unknown': (w) => reverse(w, 'nobody'),
  'lot-unknown': (w) => reserve(w, { entryId: 'x', draws: [{ lot: 'x.1', quantity: mu(1) }] }),
  'lot-ended': [
    (w) => w.post(allocate(w), reverse(w, 'b')),
    (w) => reserve(w, { entryId: 'x', draws: [{ lot: 'b.1', quantity: mu(1) }] }),
  ],
  'lot-not-valid': [
    (w) => w.advanceTo('2018-01-01'),
    (w) => reserve(w, { entryId: 'x', expiresOn: '2018-06-30' }),
  ],
  'lot-restricted': [
    (w) => w.post(allocate(w, { to: [{ unit: '330402', quantity: mu(1), purpose: '学校' }] })),
    (w) => reserve(w, { entryId: 'x', draws: [{ lot: 'b.1', quantity: mu(1) }] }),
  ],
  'lot-of-other-unit': (w) =>
    reserve(w, { entryId: 'x', draws: [{ lot: 'i.1', quantity: mu(1) }] }),
  'reservation-unknown': (w) => release(w, { reservation: 'nobody' }),
  'reservation-closed': [(w) => w.post(release(w)), (w) => release(w, { entryId: 'x' })],
  'reservation-of-other-unit': (w) =>
    consume(w, { entryId: 'x', unit: '330411', draws: draw(1, { reservation: 'r' }) }),
  'reservation-expired': (w) => reserve(w, { entryId: 'x', expiresOn: '2017-06-29' }),
  'reservation-of-other-project': (w) =>
    consume(w, { entryId: 'x', project: 'p-2', draws: draw(1, { reservation: 'r' }) }),
  'before-cited-entry': (w) => release(w, { effectiveOn: '2017-06-29' }),
  'not-on-expiry-day': [
    (w) =>
      w
        .advanceTo('2018-01-01')
        .post(
          asked(w, 'ExpireReservations', {
            entryId: 'expire:2018-01-01',
            reservations: ['r'],
            actor: { id: 'muledger', role: 'system', unit: 'u-330000' },
          }),
        )
        .advanceTo('2018-01-02'),
    (w) => reverse(w, 'expire:2018-01-01', { effectiveOn: '2018-01-02' }),
  ],
  'freeze-unknown': (w) => asked(w, 'Unfreeze', { entryId: 'x', freeze: 'nobody', reason: 'x' }),
  'policy-version-taken': (w) => policy(w),
  'policy-malformed': (w) => policy(w, [{ key: 'backdating-limit', value: { days: -1 } }], 'x'),
  'opening-after-entries': (w) =>
    opening(w, {
      rows: [
        { unit: '330402', indicator: 'annual', planYear: 2017, planKind: 'pool', available: mu(9) },
      ],
    }),
  'opening-repeated': [(w) => w.post(reopening(w, 'x')), (w) => reopening(w, 'y')],
  'pre-issue-over-share': [
    (w) =>
      w.post(
        policy(
          w,
          [...POLICY_ROWS, { key: 'pre-issue-base', value: { total: String(area('2 mu')) } }],
          'base',
        ),
      ),
    (w) => issue(w, { preIssued: true, quantity: mu(2) }),
  ],
  'stated-total-differs': (w) =>
    opening(w, { totals: [{ component: 'total', stated: 1n, lastDigit: 20n }] }),
  'carry-over-term-exceeded': (w) => carry(w, 2020),
  'approval-indicator-missing': [
    (w) =>
      w.post(
        policy(
          w,
          POLICY_ROWS.map((row) =>
            row.key === 'approval-indicators' ? { ...row, value: { indicators: ['scale'] } } : row,
          ),
          'both',
        ),
      ),
    (w) => consume(w, { entryId: 'x', project: 'z' }),
  ],
  'approval-already-posted': (w) => consume(w, { entryId: 'x' }),
  'parcel-already-consumed': (w) =>
    consume(w, { entryId: 'x', approval: approval(w, 'z-3'), parcels: ['1'] }),
  'component-nesting': (w) => reserve(w, { entryId: 'x', draws: quantity(mu(1, 2)) }),
  'land-facts-inconsistent': (w) =>
    consume(w, { entryId: 'x', approval: approval(w, 'z-3'), land }),
  'consumption-exceeded': (w) => voidOf(w, { draws: draw(101) }),
  'deduction-exceeds-over-use': (w) => deduction(w, 6),
  'advance-exceeded': (w) =>
    asked(w, 'ConfirmAdvance', {
      entryId: 'x',
      unit: '330402',
      advance: 'ad.1',
      quantity: mu(6),
    }),
  'entry-not-reversible': (w) => reverse(w, 'f'),
  'entry-already-reversed': [
    (w) => w.post(reverse(w, 'c')),
    (w) => reverse(w, 'c', { entryId: 'x' }),
  ],
  'entry-in-use': (w) => reverse(w, 'a'),
  'replaced-entry-not-reversed': (w) => issue(w, { replaces: 'c' }),
  'entry-already-replaced': [
    (w) => w.post(reverse(w, 'c'), issue(w, { entryId: 'c2', replaces: 'c' })),
    (w) => issue(w, { replaces: 'c' }),
  ],
  'annotation-malformed': (w) =>
    asked(w, 'AnnotateEntry', { entryId: 'x', entry: 'c', field: 'note', is: '', reason: 'x' }),
  'freeze-exception-not-allowed': (w) => frozen(w, { entryId: 'x', exceptions: ['产业'] }),
  frozen: (w) => reserve(w, { entryId: 'x' }),
  'debt-outstanding': [
    (w) =>
      w.post(
        allocate(w, { entryId: 'down', to: [{ unit: '330400', quantity: mu(1) }] }),
        asked(w, 'DeductQuota', {
          entryId: 'de',
          unit: '330400',
          reason: 'sanction',
          indicator: 'annual',
          planYear: 2017,
          quantity: mu(5),
        }),
      ),
    (w) => allocate(w, { entryId: 'x', fromUnit: '330400', lot: 'down.1' }),
  ],
  'posting-not-suspended': (w) => asked(w, 'ResumePosting', { entryId: 'x', reason: 'x' }),
  'plan-year-has-balances': (w) => closedYear(w, 2017),
  'units-already-posted-after-switch': (w) => reorganisation(w, { switchOn: '2017-06-29' }),
  'reservations-unassigned': (w) => reorganisation(w),
  'division-differs': (w) => reorganisation(w, { reservations: { r: 'u-330411' } }),
  'reservation-exceeded': (w) => release(w, { draws: draw(101) }),
  'insufficient-balance': (w) =>
    reserve(w, { entryId: 'x', projectClass: '民生公益', draws: draw(801) }),
  'too-many-postings': (w) =>
    opening(w, {
      rows: Array.from({ length: 3_001 }, (_, i) => ({
        unit: '330411',
        project: `p-${i}`,
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        available: mu(1),
      })),
    }),
};

describe('every refusal', () => {
  const rows = Object.entries(PROVOKED);

  it.each(rows)('%s', (code, provoking) => {
    const [prepare, command] =
      typeof provoking === 'function' ? [(world: World) => world, provoking] : provoking;
    const world = prepare(busyLedger());
    const before = world.state.revision;
    expect(refusalOf(world, command(world)).code).toBe(code);
    expect(world.state.revision).toBe(before);
  });

  it('is provoked, except the one that the sequencer finds before the rules are asked', () => {
    const provoked = new Set<string>(rows.map(([code]) => code));
    expect(REFUSAL_CODES.filter((code) => !provoked.has(code))).toEqual([
      'entry-id-reused',
      // Retired.
      'already-settled',
    ]);
  });
});

type Fault = readonly [RefusalCode, object];
/**
 * Commands with a fault of each kind at once. The first of them is told; without it the next, and so on, until the
 * command is accepted. Where two faults stand in one member the earlier hides the later.
 */
const peel = (
  world: World,
  sound: (data: object) => LedgerCommand,
  faults: readonly Fault[],
): readonly string[] => {
  const told: string[] = [];
  for (let first = 0; first <= faults.length; first += 1) {
    const data: object = Object.assign(
      {},
      ...faults
        .slice(first)
        .toReversed()
        .map(([, fault]) => fault),
    );
    const decision = world.tried(sound(data));
    told.push('refused' in decision ? decision.refused.code : 'accepted');
  }
  return told;
};
const inOrder = (faults: readonly Fault[]): readonly string[] => [
  ...faults.map(([code]) => code),
  'accepted',
];

describe('the order of refusals is their precedence', () => {
  const common: readonly Fault[] = [
    ['entry-id-malformed', { entryId: 'a b' }],
    ['document-missing', { document: document(' ') }],
    ['date-malformed', { effectiveOn: '2017-02-30' }],
    ['settles-closed', { settles: [{ kind: 'request', id: 'q-1' }] }],
  ];
  const replacing: Fault = ['entry-unknown', { replaces: 'nobody' }];
  const free = { projectClass: '民生公益' };

  it.each<[string, (world: World) => (data: object) => LedgerCommand, readonly Fault[]]>([
    [
      'issue',
      (w) => (data) => issue(w, data),
      [
        ...common,
        ['indicator-unknown', { indicator: 'water' }],
        ['plan-kind-unknown', { planKind: 'gift' }],
        ['component-missing', { quantity: { total: 1n } }],
        ['validity-malformed', { validFrom: '2018-01-01' }],
        ['unit-unknown', { unit: '999999' }],
        ['not-an-inferior', { unit: '330402' }],
        ['not-permitted', { actor: county('330402') }],
        ['effective-in-future', { effectiveOn: '2017-07-01' }],
        ['backdated-too-far', { effectiveOn: '2017-01-01' }],
        ['plan-year-closed', { planYear: 2016 }],
        replacing,
        ['component-nesting', { quantity: mu(1, 2) }],
        ['replaced-entry-not-reversed', { replaces: 'c' }],
      ],
    ],
    [
      'allocation',
      (w) => (data) => allocate(w, data),
      [
        ...common,
        ['component-missing', { to: [{ unit: '330402', quantity: { total: 1n } }] }],
        ['unit-unknown', { fromUnit: '999999' }],
        ['not-an-inferior', { fromUnit: '330104' }],
        ['not-permitted', { actor: county('330402') }],
        ['effective-in-future', { effectiveOn: '2017-07-01' }],
        replacing,
        ['lot-of-other-unit', { lot: 'a.1' }],
        ['component-nesting', { to: [{ unit: '330402', quantity: mu(1, 2) }] }],
        ['insufficient-balance', { to: [{ unit: '330402', quantity: mu(99_001) }] }],
      ],
    ],
    [
      'reservation',
      (w) => (data) => reserve(w, { entryId: 'x', ...free, ...data }),
      [
        ...common,
        ['component-unknown', { draws: quantity({ ...mu(1), paddy: 1n }) }],
        ['unit-unknown', { unit: '999999' }],
        ['not-permitted', { actor: county('330411') }],
        ['effective-in-future', { effectiveOn: '2017-07-01' }],
        replacing,
        ['lot-unknown', { draws: [{ lot: 'x.1', quantity: mu(1) }] }],
        ['component-nesting', { draws: quantity(mu(1, 2)) }],
        ['frozen', { projectClass: '产业' }],
        ['insufficient-balance', { draws: draw(801) }],
      ],
    ],
    [
      'consumption',
      (w) => (data) => consume(w, { entryId: 'x', ...free, approval: approval(w, 'z-3'), ...data }),
      [
        ...common,
        ['component-missing', { draws: quantity({ total: 1n }) }],
        ['effective-not-approval-date', { approval: { number: 'z', date: '2017-06-29' } }],
        ['unit-unknown', { unit: '999999' }],
        ['not-permitted', { actor: county('330411') }],
        ['lot-unknown', { draws: [{ lot: 'x.1', quantity: mu(1) }] }],
        [
          'reservation-of-other-project',
          { project: 'p-2', draws: draw(9_000, { reservation: 'r' }) },
        ],
        [
          'approval-already-posted',
          { approval: { number: '浙土字A〔2017〕-0012', date: '2017-06-30' } },
        ],
        ['parcel-already-consumed', { parcels: ['1'] }],
        ['component-nesting', { draws: quantity(mu(9_000, 9_001)) }],
        ['land-facts-inconsistent', { land }],
        ['frozen', { projectClass: '产业' }],
        ['insufficient-balance', { draws: draw(801) }],
      ],
    ],
    [
      'consumption of a reservation',
      (w) => (data) =>
        consume(w, {
          entryId: 'x',
          ...free,
          approval: approval(w, 'z-3'),
          draws: draw(100, { reservation: 'r' }),
          ...data,
        }),
      [
        ['not-permitted', { actor: county('330411') }],
        ['reservation-unknown', { draws: draw(1, { reservation: 'q' }) }],
        ['parcel-already-consumed', { parcels: ['1'] }],
        [
          'component-nesting',
          { draws: quantity(mu(1, 2)).map((one) => ({ ...one, reservation: 'r' })) },
        ],
        ['frozen', { projectClass: '产业' }],
        ['reservation-exceeded', { draws: draw(101, { reservation: 'r' }) }],
      ],
    ],
    [
      'automatic consumption',
      (w) => (data) =>
        consume(w, {
          entryId: 'x',
          ...free,
          approval: approval(w, 'z-3'),
          automatic: [{ indicator: 'annual', quantity: mu(800) }],
          ...data,
        }),
      [
        ['indicator-unknown', { automatic: [{ indicator: 'water', quantity: mu(1) }] }],
        ['parcel-already-consumed', { parcels: ['1'] }],
        ['component-nesting', { automatic: [{ indicator: 'annual', quantity: mu(9_000, 9_001) }] }],
        ['frozen', { projectClass: '产业' }],
        ['insufficient-balance', { automatic: [{ indicator: 'annual', quantity: mu(801) }] }],
      ],
    ],
    [
      'deduction',
      (w) => (data) => {
        const base = deduction(w, 5);
        return { kind: base.kind, data: { ...base.data, ...data } } as LedgerCommand;
      },
      [
        ...common,
        ['indicator-unknown', { indicator: 'water' }],
        ['quantity-empty', { quantity: mu(0) }],
        ['unit-unknown', { unit: '999999' }],
        ['not-permitted', { actor: county('330402') }],
        ['effective-in-future', { effectiveOn: '2017-07-01' }],
        ['deduction-exceeds-over-use', { quantity: mu(6) }],
      ],
    ],
    [
      'void',
      (w) => (data) => voidOf(w, data),
      [
        ...common,
        ['component-missing', { draws: quantity({ total: 1n }) }],
        ['not-permitted', { actor: county('330402') }],
        ['effective-in-future', { effectiveOn: '2017-07-01' }],
        ['before-cited-entry', { effectiveOn: '2017-06-29' }],
        ['consumption-exceeded', { draws: draw(101) }],
      ],
    ],
    [
      'reversal',
      (w) => (data) => reverse(w, 'c', data),
      [
        ...common,
        ['not-permitted', { actor: county('330402') }],
        ['effective-in-future', { effectiveOn: '2017-07-01' }],
        ['before-cited-entry', { effectiveOn: '2017-06-29' }],
        ['entry-not-reversible', { entry: 'g' }],
        ['entry-in-use', { entry: 'a' }],
      ],
    ],
  ])('%s', (_what, soundOn, faults) => {
    const world = busyLedger();
    world.post(closedYear(world, 2016));
    const strict = POLICY_ROWS.map((row) =>
      row.key === 'backdating-limit' ? { ...row, value: { days: 120 } } : row,
    );
    world.post(policy(world, strict, 'strict'));
    expect(peel(world, soundOn(world), faults)).toEqual(inOrder(faults));
    const ranks = faults.map(([code]) => REFUSAL_CODES.indexOf(code));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });

  it('judges what is cited draw by draw, and what is held after all of them', () => {
    const world = busyLedger();
    const draws = [
      { lot: 'a.1', quantity: mu(9_000) },
      { lot: 'x.1', quantity: mu(1) },
    ];
    expect(refusalOf(world, reserve(world, { entryId: 'x', draws })).code).toBe('lot-unknown');
    const other = openedLedger();
    expect(refusalOf(other, reserve(other, { draws })).code).toBe('lot-unknown');
  });
});
