import type { LedgerEventType } from './events.js';

export interface EventDescription {
  /** What an office calls it. */
  readonly title: string;
  /** From which account to which; empty where nothing moves. */
  readonly moves: readonly string[];
  readonly meaning: string;
}

/** Every kind of stored entry, for people: the generated `docs/events.md` is made of it. */
export const EVENT_CATALOG: Record<LedgerEventType, EventDescription> = {
  LedgerOpened: {
    title: '开账',
    moves: [],
    meaning: 'A province opens its ledger: the first day, the clock, indicators and plan kinds.',
  },
  IndicatorDefined: {
    title: '定义指标',
    moves: [],
    meaning: 'An indicator with its components and how they nest.',
  },
  PlanKindDefined: { title: '定义计划类型', moves: [], meaning: 'Another kind of plan.' },
  UnitsRegistered: {
    title: '区划登记',
    moves: [],
    meaning: 'New units, and new versions of units: another code, parent or border.',
  },
  PolicyAdopted: {
    title: '政策生效',
    moves: [],
    meaning: 'The rows that decisions read from that day on.',
  },
  QuotaIssued: {
    title: '下达、预下达',
    moves: ['source → available'],
    meaning:
      'Quota of the state comes to the province or a city planned separately; opens a root lot.',
  },
  BalanceBroughtForward: {
    title: '期初',
    moves: ['source → available', 'source → reserved', 'source → consumed'],
    meaning:
      'What units bring along when a bureau starts in mid-history, with the printed totals and their tail differences.',
  },
  QuotaSplit: {
    title: '切分、单列',
    moves: ['available → available of new lots of the same unit'],
    meaning: 'A holding is divided by plan kind, purpose or project.',
  },
  QuotaAllocated: {
    title: '分解下达',
    moves: ['available of the superior → available of new lots of inferiors'],
    meaning: 'Many inferiors in one entry; a level may be skipped. Pays debts of the receiver.',
  },
  QuotaTransferred: {
    title: '调剂',
    moves: ['available → available of a new lot of another unit'],
    meaning: 'From one unit to another, by a superior of both.',
  },
  QuotaReclaimed: {
    title: '收回',
    moves: ['available → available of the superior it came from'],
    meaning: 'Into the lot it was taken from while that is valid, else into a new one.',
  },
  QuotaReserved: {
    title: '预占',
    moves: ['available → reserved'],
    meaning:
      'Set aside for a project or a batch until a day. The reservation has the id of the entry.',
  },
  ReservationAmended: {
    title: '变更预占',
    moves: [],
    meaning: 'Another last day or another project; what it was stands beside it.',
  },
  ReservationReleased: {
    title: '解除预占',
    moves: ['reserved → available'],
    meaning: 'All of a reservation or a part of it, into the same lot.',
  },
  ReservationsExpired: {
    title: '预占到期',
    moves: ['reserved → available'],
    meaning: 'The day job releases what was not used by its last day, effective the day after.',
  },
  QuotaConsumed: {
    title: '使用（核销）',
    moves: ['reserved → consumed', 'available → consumed', 'source → consumed (国家配置)'],
    meaning: 'A conversion was approved. A final one also releases the rest of its reservations.',
  },
  QuotaAdvanced: {
    title: '预支',
    moves: ['advance → available', 'advance → consumed'],
    meaning: 'Used before it is confirmed; owed until then.',
  },
  AdvanceConfirmed: {
    title: '确认预支',
    moves: ['source → advance', 'available → advance'],
    meaning: 'The state confirms an advance, or own quota covers it.',
  },
  OverUseRecorded: {
    title: '超用',
    moves: ['overused → consumed', 'available → consumed'],
    meaning: 'An approval beyond what was held, with what the same approval drew on lots.',
  },
  QuotaDeducted: {
    title: '扣减、核减',
    moves: ['available → overused', 'available → deducted', 'debt → deducted'],
    meaning: 'Makes good an over-use, or takes as a sanction; what is not held is owed.',
  },
  ConsumptionVoided: {
    title: '撤回、失效',
    moves: [
      'consumed → advance or overused while owed',
      'consumed → voided',
      'consumed → available of the holder or issuer',
      'consumed → lapsed (closed year)',
    ],
    meaning: 'An approval was withdrawn or has lapsed; where its quota goes is policy.',
  },
  QuotaCarriedOver: {
    title: '结转',
    moves: ['available → available of a successor lot'],
    meaning: 'What was saved goes into a later plan year.',
  },
  QuotaLapsed: {
    title: '指标失效',
    moves: ['available → lapsed'],
    meaning: 'What was not used in time is nobody’s any more.',
  },
  QuotaFrozen: {
    title: '冻结',
    moves: [],
    meaning: 'A unit or a lot may not be drawn on, but for exceptions.',
  },
  QuotaUnfrozen: { title: '解冻', moves: [], meaning: 'A freeze ends.' },
  EntryReversed: {
    title: '冲正',
    moves: ['the postings of the entry, swapped'],
    meaning: 'An entry is undone, once and for all; lots it opened end.',
  },
  EntryAnnotated: {
    title: '更正说明',
    moves: [],
    meaning: 'A slip of the pen is set right beside the entry: what it was, what it is, and why.',
  },
  UnitsReorganised: {
    title: '区划调整',
    moves: [
      'available → available of successors',
      'reserved → reserved of the named successor',
      'what is owed, the other way round',
    ],
    meaning: 'Units end and others carry on what they held, by a documented division.',
  },
  BooksClosed: {
    title: '结账',
    moves: [],
    meaning: 'Nothing may be effective through that day any more.',
  },
  PlanYearClosed: {
    title: '年结',
    moves: [],
    meaning: 'The lots of a plan year end; carries the digest of all balances.',
  },
  PlanYearReopened: {
    title: '重开年度',
    moves: [],
    meaning: 'A closed plan year is opened again.',
  },
  DayAdvanced: { title: '日切', moves: [], meaning: 'The next day of the ledger begins.' },
  PostingSuspended: {
    title: '暂停登记',
    moves: [],
    meaning: 'Nothing may be posted until posting is resumed; everything may be read.',
  },
  PostingResumed: { title: '恢复登记', moves: [], meaning: 'Posting goes on.' },
};
