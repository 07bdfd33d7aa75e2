import { SCALE, type Actor, type LedgerCommand } from '#domain';
import { county, document, mu, POLICY_ROWS, province, UNITS, ZHEJIANG } from '#domain/testing';

const DAY_1 = '2017-06-01';
const DAY_2 = '2017-06-02';
const DAY_3 = '2017-06-03';
const JANGGAN = 'u-330104';
const NANHU = county('330402');
const SYSTEM: Actor = { id: 'muledger', role: 'system', unit: '330000' };

type Kind = LedgerCommand['kind'];
type DataOf<K extends Kind> = Extract<LedgerCommand, { readonly kind: K }>['data'];
type Given = 'actor' | 'effectiveOn' | 'document';

const asked = <K extends Kind>(
  kind: K,
  data: Omit<DataOf<K>, Given> & Partial<Pick<DataOf<K>, Given>>,
): LedgerCommand =>
  ({
    kind,
    data: { actor: province, effectiveOn: DAY_1, document: document(), ...data },
  }) as unknown as LedgerCommand;

const opening = (): LedgerCommand[] => [
  asked('OpenLedger', { entryId: 'open', province: ZHEJIANG, opensOn: DAY_1, clock: 'driven' }),
  asked('DefineIndicator', {
    entryId: 'indicator',
    indicator: { ...SCALE, id: 'scale-2035', title: '国土空间规划规模指标' },
  }),
  asked('DefinePlanKind', { entryId: 'kind', planKind: { id: 'pilot', title: '试点计划' } }),
  asked('RegisterUnits', { entryId: 'units', units: UNITS }),
  asked('AdoptPolicy', {
    entryId: 'policy',
    version: 'test-1',
    digest: '0'.repeat(64),
    from: DAY_1,
    rows: POLICY_ROWS,
  }),
];

const receipts = (): LedgerCommand[] => [
  asked('BringForward', {
    entryId: 'opening',
    document: { ...document('浙土资函〔2016〕9号'), sha256: 'a'.repeat(64), title: '结转台账' },
    rows: [
      {
        unit: '330602',
        indicator: 'annual',
        planYear: 2016,
        planKind: 'pool',
        available: mu(50),
        consumed: mu(20),
        reserved: mu(5),
        expiresOn: '2017-12-31',
        validUntil: '2017-12-31',
      },
    ],
  }),
  asked('IssueQuota', {
    entryId: 'i',
    indicator: 'annual',
    planYear: 2017,
    planKind: 'pool',
    quantity: mu(50_000, 42_000, 30_000),
    stated: { 'quantity/total': '50000亩' },
    note: '年度计划 "第一批"\n含重点项目 😀',
  }),
  asked('SplitQuota', {
    entryId: 's',
    unit: '330000',
    lot: 'i.1',
    parts: [{ planKind: 'reward', quantity: mu(100), purpose: '奖励' }],
  }),
  asked('AllocateQuota', {
    entryId: 'a',
    fromUnit: '330000',
    lot: 'i.1',
    to: [
      { unit: '330402', quantity: mu(300, 250, 200) },
      { unit: '330104', quantity: mu(90) },
      { unit: '330411', quantity: mu(10) },
    ],
  }),
  asked('TransferQuota', {
    entryId: 't',
    fromUnit: '330411',
    toUnit: '330402',
    lot: 'a.3',
    quantity: mu(4),
    price: '30万元/亩',
    agreement: '调剂-1',
  }),
  asked('ReclaimQuota', {
    entryId: 'rc',
    unit: '330411',
    draws: [{ lot: 'a.3', quantity: mu(1) }],
  }),
];

const uses = (): LedgerCommand[] => [
  asked('ReserveQuota', {
    entryId: 'r1',
    actor: NANHU,
    unit: '330402',
    draws: [{ lot: 'a.1', quantity: mu(40, 30, 20) }],
    project: '2017-330402-41-03-012345-000',
    expiresOn: '2017-12-31',
  }),
  asked('AmendReservation', {
    entryId: 'am',
    actor: NANHU,
    reservation: 'r1',
    expiresOn: '2017-11-30',
  }),
  asked('ReserveQuota', {
    entryId: 'r2',
    actor: NANHU,
    unit: '330402',
    draws: [{ lot: 'a.1', quantity: mu(8) }],
    batch: '第3批次',
    expiresOn: DAY_1,
  }),
  asked('ReserveQuota', {
    entryId: 'r3',
    unit: '330104',
    draws: [{ lot: 'a.2', quantity: mu(7) }],
    project: 'p-3',
    expiresOn: '2017-12-31',
  }),
  asked('ConsumeQuota', {
    entryId: 'c1',
    actor: NANHU,
    unit: '330402',
    draws: [{ lot: 'a.1', quantity: mu(30, 20, 10), reservation: 'r1' }],
    approval: { number: '浙土字A〔2017〕-0012', date: DAY_1, authority: '浙江省人民政府' },
    project: '2017-330402-41-03-012345-000',
    parcels: ['330402001', '330402002'],
  }),
  asked('ReleaseReservation', { entryId: 'l1', actor: NANHU, reservation: 'r1' }),
  asked('AdvanceQuota', {
    entryId: 'adv',
    actor: NANHU,
    unit: '330402',
    indicator: 'annual',
    planYear: 2017,
    planKind: 'pool',
    quantity: mu(6),
    use: 'available',
  }),
  asked('ConfirmAdvance', { entryId: 'conf', unit: '330402', advance: 'adv.1', quantity: mu(5) }),
  asked('RecordOverUse', {
    entryId: 'ou',
    actor: county('330411'),
    unit: '330411',
    indicator: 'annual',
    planYear: 2017,
    quantity: mu(3),
    approval: { number: '浙土字A〔2017〕-0044', date: DAY_1 },
  }),
  asked('DeductQuota', {
    entryId: 'd1',
    unit: '330411',
    reason: 'over-use',
    indicator: 'annual',
    planYear: 2017,
    quantity: mu(2),
  }),
  asked('DeductQuota', {
    entryId: 'd2',
    unit: '330411',
    reason: 'sanction',
    indicator: 'annual',
    planYear: 2017,
    quantity: mu(9),
  }),
  asked('VoidConsumption', {
    entryId: 'v',
    consumption: 'c1',
    draws: [{ lot: 'a.1', quantity: mu(3, 2, 1) }],
    reason: '批文撤回',
  }),
];

const closes = (): LedgerCommand[] => [
  asked('CarryOver', {
    entryId: 'co',
    unit: '330602',
    lot: 'opening.1',
    quantity: mu(11),
    toPlanYear: 2017,
  }),
  asked('LapseQuota', {
    entryId: 'la',
    unit: '330602',
    draws: [{ lot: 'opening.1', quantity: mu(39) }],
  }),
  asked('Freeze', { entryId: 'f1', unit: '330104', withSubtree: true, reason: '督察整改' }),
  asked('Freeze', { entryId: 'f2', lot: 's.1', reason: '待核' }),
  asked('Unfreeze', { entryId: 'uf', freeze: 'f2', reason: '已核' }),
  asked('AnnotateEntry', {
    entryId: 'an',
    entry: 'i',
    field: 'document.number',
    is: '国土资发〔2017〕1号',
    reason: '文号误植',
  }),
  asked('ReverseEntry', { entryId: 'rev', entry: 't', reason: '重复' }),
  day(DAY_2),
  asked('ExpireReservations', {
    entryId: `expire:${DAY_2}`,
    actor: SYSTEM,
    effectiveOn: DAY_2,
    reservations: ['r2'],
  }),
  asked('ReleaseReservation', {
    entryId: 'l2',
    effectiveOn: DAY_2,
    reservation: 'opening/1',
  }),
  day(DAY_3),
  asked('ReorganiseUnits', {
    entryId: 'reorg',
    effectiveOn: DAY_3,
    approvedOn: DAY_1,
    inForceOn: DAY_3,
    switchOn: DAY_3,
    documents: [document('国函〔2017〕1号')],
    ended: [{ unit: JANGGAN, successors: ['u-330114'] }],
    units: [
      {
        unitId: 'u-330114',
        code: '330114',
        name: '钱塘区',
        level: 'county',
        parent: 'u-330100',
        from: DAY_3,
        holdsQuota: true,
      },
    ],
    divisions: [
      {
        from: JANGGAN,
        to: 'u-330114',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        quantity: mu(83),
      },
    ],
    reservations: { r3: 'u-330114' },
  }),
  asked('LapseQuota', {
    entryId: 'la2',
    effectiveOn: DAY_3,
    unit: '330602',
    draws: [{ lot: 'opening.1', quantity: mu(5) }],
  }),
  asked('ClosePlanYear', { entryId: 'cy', effectiveOn: DAY_3, planYear: 2016 }),
  asked('ReopenPlanYear', { entryId: 'ry', effectiveOn: DAY_3, planYear: 2016, reason: '补录' }),
  asked('CloseBooks', { entryId: 'cb', effectiveOn: DAY_3, through: DAY_2 }),
  asked('SuspendPosting', { entryId: 'sus', effectiveOn: DAY_3, reason: '系统迁移' }),
  asked('ResumePosting', { entryId: 'res', effectiveOn: DAY_3, reason: '迁移完成' }),
];

const day = (date: string): LedgerCommand =>
  asked('AdvanceDay', { entryId: `day:${date}`, actor: SYSTEM, effectiveOn: date, date });

/** A short ledger in which every kind of entry is posted, most of them with all their members. */
export const everyKind = (): readonly LedgerCommand[] => [
  ...opening(),
  ...receipts(),
  ...uses(),
  ...closes(),
];
