import type { CommandKind, LedgerCommand } from './commands.js';
import { WRITE_RIGHTS } from './rights.js';
import type { Actor } from './roles.js';
import {
  allocate,
  allocatedLedger,
  asked,
  auditor,
  city,
  codeOf,
  consume,
  county,
  dayJob,
  document,
  frozen,
  mu,
  operator,
  province,
  release,
  reserve,
  reverse,
  voidOf,
  World,
  ZHEJIANG,
} from './testing/index.js';

const ACTORS = {
  province,
  /** 嘉兴, above 南湖. */
  city: city('330400'),
  'other city': city('330100'),
  /** 南湖, whose holdings most commands are about. */
  county: county('330402'),
  'other county': county('330411'),
  auditor,
  public: { id: 'x-1', role: 'public', unit: '330000' },
  operator,
  'day job': dayJob,
  'province of a city': { ...province, unit: '330400' },
  stranger: county('320402'),
} as const satisfies Record<string, Actor>;
type ActorName = keyof typeof ACTORS;

/** `a.1` of 南湖 from the province, `b.1` of 嘉兴, `d.1` of 南湖 from 嘉兴; `r` by 南湖, `q` by 嘉兴, `c` by the province. */
const ledger = (): World => {
  const world = allocatedLedger();
  const small = [{ lot: 'a.1', quantity: mu(1) }];
  return world.post(
    allocate(world, { to: [{ unit: '330400', quantity: mu(500) }] }),
    allocate(world, {
      entryId: 'd',
      fromUnit: '330400',
      lot: 'b.1',
      to: [{ unit: '330402', quantity: mu(40) }],
      actor: city('330400'),
    }),
    reserve(world, { actor: county('330402'), draws: small, expiresOn: '2017-06-30' }),
    reserve(world, { entryId: 'q', actor: city('330400'), draws: small }),
    consume(world, { draws: small }),
    asked(world, 'AdvanceQuota', {
      entryId: 'ad',
      unit: '330402',
      indicator: 'annual',
      planYear: 2017,
      planKind: 'pool',
      quantity: mu(1),
      use: 'available',
    }),
    asked(world, 'TransferQuota', {
      entryId: 't',
      fromUnit: '330402',
      toUnit: '330411',
      lot: 'a.1',
      quantity: mu(1),
      actor: city('330400'),
    }),
    frozen(world, { unit: '330104' }),
    asked(world, 'ClosePlanYear', { entryId: 'y', planYear: 2015 }),
  );
};
/** One for all: nothing is posted to it. */
const LEDGER = ledger();
const draws = (lot: string) => [{ lot, quantity: mu(1) }];
const kind = { indicator: 'annual', planYear: 2017, planKind: 'pool' };
const opening = (): LedgerCommand => ({
  kind: 'OpenLedger',
  data: {
    entryId: 'open',
    actor: province,
    effectiveOn: '2017-01-01',
    province: ZHEJIANG,
    opensOn: '2017-01-01',
    clock: 'wall',
  },
});

interface Row {
  readonly kind: CommandKind;
  readonly about: string;
  readonly command: (world: World) => LedgerCommand;
  readonly may: readonly ActorName[];
}
const row = (
  about: string,
  command: (world: World) => LedgerCommand,
  ...may: readonly ActorName[]
): Row => ({ kind: command(LEDGER).kind, about, command, may });

/** Written from ledger.md section 9, not from the table in the code. */
const ROWS: readonly Row[] = [
  row(
    'units',
    (w) =>
      asked(w, 'RegisterUnits', {
        entryId: 'x',
        units: [
          {
            ...ZHEJIANG,
            unitId: 'u-z',
            localCode: 'z-1',
            code: '330499',
            level: 'zone',
            parent: 'u-330402',
          },
        ],
      }),
    'province',
  ),
  row(
    'indicators',
    (w) =>
      asked(w, 'DefineIndicator', {
        entryId: 'x',
        indicator: {
          id: 'z',
          title: 'z',
          components: [{ name: 'z', dimension: 'area', title: 'z' }],
          nesting: [],
        },
      }),
    'province',
  ),
  row(
    'plan kinds',
    (w) => asked(w, 'DefinePlanKind', { entryId: 'x', planKind: { id: 'z', title: 'z' } }),
    'province',
  ),
  row(
    'policy',
    (w) =>
      asked(w, 'AdoptPolicy', {
        entryId: 'x',
        version: 'z',
        digest: 'z',
        from: w.today(),
        rows: [],
      }),
    'province',
  ),
  row(
    'issue',
    (w) => asked(w, 'IssueQuota', { entryId: 'x', ...kind, quantity: mu(1) }),
    'province',
  ),
  row(
    'opening balance',
    (w) =>
      asked(w, 'BringForward', {
        entryId: 'x',
        rows: [{ unit: '330104', ...kind, available: mu(1) }],
        document: { ...document(), sha256: 'ab' },
      }),
    'province',
  ),
  row(
    'split of the pool',
    (w) =>
      asked(w, 'SplitQuota', {
        entryId: 'x',
        unit: '330000',
        lot: 'i.1',
        parts: [{ quantity: mu(1) }],
      }),
    'province',
  ),
  row(
    'split of a city’s holding',
    (w) =>
      asked(w, 'SplitQuota', {
        entryId: 'x',
        unit: '330400',
        lot: 'b.1',
        parts: [{ quantity: mu(1) }],
      }),
    'province',
    'city',
  ),
  row(
    'split of a county’s holding',
    (w) =>
      asked(w, 'SplitQuota', {
        entryId: 'x',
        unit: '330402',
        lot: 'a.1',
        parts: [{ quantity: mu(1) }],
      }),
    'province',
  ),
  row('allocation of the province', (w) => allocate(w, { entryId: 'x' }), 'province'),
  row(
    'allocation of a city',
    (w) => allocate(w, { entryId: 'x', fromUnit: '330400', lot: 'b.1' }),
    'province',
    'city',
  ),
  row(
    'transfer below one city',
    (w) =>
      asked(w, 'TransferQuota', {
        entryId: 'x',
        fromUnit: '330402',
        toUnit: '330411',
        lot: 'a.1',
        quantity: mu(1),
      }),
    'province',
    'city',
  ),
  row(
    'transfer between cities',
    (w) =>
      asked(w, 'TransferQuota', {
        entryId: 'x',
        fromUnit: '330402',
        toUnit: '330104',
        lot: 'a.1',
        quantity: mu(1),
      }),
    'province',
  ),
  row(
    'reclaim to the province',
    (w) => asked(w, 'ReclaimQuota', { entryId: 'x', unit: '330402', draws: draws('a.1') }),
    'province',
    'day job',
  ),
  row(
    'reclaim to a city',
    (w) => asked(w, 'ReclaimQuota', { entryId: 'x', unit: '330402', draws: draws('d.1') }),
    'province',
    'city',
    'day job',
  ),
  row('reservation', (w) => reserve(w, { entryId: 'x' }), 'province', 'city', 'county'),
  row(
    'change of a reservation',
    (w) => asked(w, 'AmendReservation', { entryId: 'x', reservation: 'r', project: 'p' }),
    'province',
    'city',
    'county',
  ),
  row('release', (w) => release(w), 'province', 'city', 'county'),
  row(
    'expiry',
    (w) => asked(w, 'ExpireReservations', { entryId: 'x', reservations: ['r'] }),
    'operator',
    'day job',
  ),
  row(
    'consumption',
    (w) => consume(w, { entryId: 'x', project: 'z' }),
    'province',
    'city',
    'county',
  ),
  row(
    'advance',
    (w) =>
      asked(w, 'AdvanceQuota', {
        entryId: 'x',
        unit: '330402',
        ...kind,
        quantity: mu(1),
        use: 'available',
      }),
    'province',
    'city',
    'county',
  ),
  row(
    'confirmation',
    (w) =>
      asked(w, 'ConfirmAdvance', {
        entryId: 'x',
        unit: '330402',
        advance: 'ad.1',
        quantity: mu(1),
      }),
    'province',
  ),
  row(
    'over-use',
    (w) =>
      asked(w, 'RecordOverUse', {
        entryId: 'x',
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(1),
        approval: { number: 'z', date: w.today() },
      }),
    'province',
    'city',
    'county',
  ),
  row(
    'deduction',
    (w) =>
      asked(w, 'DeductQuota', {
        entryId: 'x',
        unit: '330402',
        reason: 'sanction',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(1),
      }),
    'province',
  ),
  row('void', (w) => voidOf(w), 'province'),
  row(
    'carry-over',
    (w) =>
      asked(w, 'CarryOver', {
        entryId: 'x',
        unit: '330402',
        lot: 'a.1',
        quantity: mu(1),
        toPlanYear: 2018,
      }),
    'province',
  ),
  row(
    'lapse',
    (w) => asked(w, 'LapseQuota', { entryId: 'x', unit: '330402', draws: draws('a.1') }),
    'province',
    'day job',
  ),
  row('freeze', (w) => frozen(w, { entryId: 'x' }), 'province'),
  row(
    'unfreeze',
    (w) => asked(w, 'Unfreeze', { entryId: 'x', freeze: 'f', reason: 'z' }),
    'province',
  ),
  row('reversal of a county’s entry', (w) => reverse(w, 'r'), 'province', 'county'),
  row('reversal of a city’s entry for a county', (w) => reverse(w, 'q'), 'province', 'city'),
  row('reversal of a city’s transfer', (w) => reverse(w, 't'), 'province', 'city'),
  row('reversal of the province’s entry for a county', (w) => reverse(w, 'c'), 'province'),
  row(
    'annotation of a county’s entry',
    (w) =>
      asked(w, 'AnnotateEntry', { entryId: 'x', entry: 'r', field: 'note', is: 'z', reason: 'z' }),
    'province',
    'county',
  ),
  row(
    'annotation of a city’s allocation',
    (w) =>
      asked(w, 'AnnotateEntry', { entryId: 'x', entry: 'd', field: 'note', is: 'z', reason: 'z' }),
    'province',
    'city',
  ),
  row(
    'reorganisation',
    (w) =>
      asked(w, 'ReorganiseUnits', {
        entryId: 'x',
        approvedOn: w.today(),
        inForceOn: w.today(),
        switchOn: w.today(),
        documents: [document()],
        ended: [{ unit: '330185', successors: ['u-330102'] }],
        units: [],
        divisions: [],
      }),
    'province',
  ),
  row('books', (w) => asked(w, 'CloseBooks', { entryId: 'x', through: '2017-01-31' }), 'province'),
  row('plan year', (w) => asked(w, 'ClosePlanYear', { entryId: 'x', planYear: 2016 }), 'province'),
  row(
    'reopening',
    (w) => asked(w, 'ReopenPlanYear', { entryId: 'x', planYear: 2015, reason: 'z' }),
    'province',
  ),
  row(
    'day',
    (w) => asked(w, 'AdvanceDay', { entryId: 'x', date: '2017-07-01' }),
    'operator',
    'day job',
  ),
  row(
    'suspension',
    (w) => asked(w, 'SuspendPosting', { entryId: 'x', reason: 'z' }),
    'province',
    'operator',
  ),
  row(
    'resumption',
    (w) => asked(w, 'ResumePosting', { entryId: 'x', reason: 'z' }),
    'province',
    'operator',
  ),
];

const by = (command: LedgerCommand, actor: Actor): LedgerCommand =>
  ({ kind: command.kind, data: { ...command.data, actor } }) as LedgerCommand;
const isPermitted = (world: World, command: LedgerCommand): boolean => {
  const decision = world.tried(command);
  return 'accepted' in decision || decision.refused.code !== 'not-permitted';
};

describe('who may post what (ledger.md section 9)', () => {
  it.each(ROWS.map((one) => [`${one.kind}: ${one.about}`, one] as const))(
    '%s',
    (_name, { command, may }) => {
      const permitted = Object.entries(ACTORS).filter(([, actor]) =>
        isPermitted(LEDGER, by(command(LEDGER), actor)),
      );
      expect(permitted.map(([name]) => name)).toEqual([...may]);
    },
  );

  it('OpenLedger: the province itself', () => {
    const permitted = Object.entries(ACTORS).filter(([, actor]) =>
      isPermitted(new World(), by(opening(), actor)),
    );
    expect(permitted.map(([name]) => name)).toEqual(['province']);
  });

  it('every kind of command is in the matrix', () => {
    const kinds = new Set<string>(['OpenLedger', ...ROWS.map((one) => one.kind)]);
    expect(Object.keys(WRITE_RIGHTS).filter((one) => !kinds.has(one))).toEqual([]);
  });

  it('a refusal names action, role, unit, right and whose it is', () => {
    const world = ledger();
    expect(world.refusal(by(reserve(world, { entryId: 'x' }), county('330411')))).toEqual({
      code: 'not-permitted',
      facts: {
        action: 'ReserveQuota',
        role: 'county',
        unit: '330411',
        right: 'holder',
        of: 'u-330402',
      },
    });
  });

  it('rights are judged on the ledger’s day, by unit or by a code as it is then', () => {
    const world = ledger();
    world.post(
      asked(world, 'RegisterUnits', {
        entryId: 'move',
        units: [
          {
            unitId: 'u-330402',
            code: '330499',
            name: '南湖新区',
            level: 'county',
            parent: 'u-330100',
            from: '2017-06-15',
            holdsQuota: true,
          },
        ],
      }),
    );
    const early = { unit: 'u-330402', effectiveOn: '2017-06-10', expiresOn: '2017-12-31' };
    expect(codeOf(world, reserve(world, { entryId: 'x', ...early, actor: city('330400') }))).toBe(
      'not-permitted',
    );
    world.post(
      reserve(world, { entryId: 'x', ...early, actor: city('330100') }),
      reserve(world, { entryId: 'y', ...early, actor: county('330499') }),
      reserve(world, { entryId: 'z', ...early, actor: county('u-330402') }),
    );
  });
});
