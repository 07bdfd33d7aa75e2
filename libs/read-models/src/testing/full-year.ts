import { held, outside, type LotOpened, type UnitVersion } from '#domain';
import { annual, CITY, COUNTY, History, OTHER_COUNTY, PROVINCE, unit } from './history.js';

const [P, C, D] = [PROVINCE.unitId, COUNTY.unitId, OTHER_COUNTY.unitId];
/** The successor of 秀洲区 after its reorganisation. */
export const SUCCESSOR: UnitVersion = {
  ...unit('u-e', '330412', '新秀洲区', 'county', CITY.unitId),
  from: '2017-11-01',
};
/** 南湖区 under its second code and name. */
export const RENAMED: UnitVersion = {
  ...COUNTY,
  code: '330403',
  name: '新南湖区',
  from: '2017-08-01',
};

export const document = (number: string) => ({ number, issuer: '省厅', date: '2017-01-15' });

const lot = (id: string, unitId: string, more: Partial<LotOpened> = {}): LotOpened => ({
  lot: id,
  unit: unitId,
  indicator: 'annual',
  planYear: 2017,
  planKind: 'pool',
  validFrom: '2017-01-01',
  validUntil: '2017-12-31',
  ...more,
});

const A = 'available' as const;

/**
 * One year in which every kind of entry happens once, with round figures. Units: 省 u-p, 市 u-t, 南湖 u-c,
 * 秀洲 u-d, which ends on 2017-11-01 and goes on as u-e.
 */
export const fullYear = (): History => {
  const history = new History('2017-01-01').open();
  issueAndAllocate(history);
  reserveAndUse(history);
  oweAndPay(history);
  correct(history);
  closeTheYear(history);
  return history;
};

const issueAndAllocate = (history: History): void => {
  history.add('IndicatorDefined', {
    indicator: {
      id: 'grain',
      title: '粮食',
      components: [{ name: 'grain', dimension: 'grain', title: '产能' }],
      nesting: [],
    },
  });
  history.add('PlanKindDefined', { planKind: { id: 'reward', title: '奖励计划' } });
  history.add('PolicyAdopted', { version: 'v1', digest: 'd', from: '2017-01-01', rows: [] });
  history.add('BalanceBroughtForward', {
    entryId: 'opening',
    units: [D],
    document: document('浙期初〔2017〕1号'),
    reservations: [
      { reservation: 'opening:1', unit: D, project: 'p-old', expiresOn: '2017-06-30' },
    ],
    lots: [lot('opening.1', D, { planYear: 2016, planKind: 'base' })],
    postings: [
      { from: outside('opening.1', 'source'), to: held(D, 'opening.1', A), quantity: annual(100) },
      {
        from: outside('opening.1', 'source'),
        to: held(D, 'opening.1', 'reserved'),
        quantity: annual(40),
        reservation: 'opening:1',
      },
      {
        from: outside('opening.1', 'source'),
        to: held(D, 'opening.1', 'consumed'),
        quantity: annual(7),
      },
    ],
  });
  history.advanceTo('2017-02-01');
  history.add('QuotaIssued', {
    entryId: 'issue',
    unit: P,
    document: document('国土资发〔2017〕1号'),
    lots: [lot('issue.1', P)],
    postings: [
      { from: outside('issue.1', 'source'), to: held(P, 'issue.1', A), quantity: annual(10_000) },
    ],
  });
  history.add('QuotaSplit', {
    entryId: 'split',
    unit: P,
    lot: 'issue.1',
    lots: [lot('split.1', P, { planKind: 'reward', parent: 'issue.1' })],
    postings: [{ from: held(P, 'issue.1', A), to: held(P, 'split.1', A), quantity: annual(3_000) }],
  });
  history.add('QuotaAllocated', {
    entryId: 'allocate',
    fromUnit: P,
    lot: 'issue.1',
    document: document('浙土资发〔2017〕5号'),
    lots: [
      lot('allocate.1', C, { parent: 'issue.1' }),
      lot('allocate.2', D, { parent: 'issue.1', validFrom: '2017-03-01' }),
    ],
    postings: [
      { from: held(P, 'issue.1', A), to: held(C, 'allocate.1', A), quantity: annual(2_000) },
      { from: held(P, 'issue.1', A), to: held(D, 'allocate.2', A), quantity: annual(1_000) },
    ],
  });
  history.advanceTo('2017-03-01');
  history.add('QuotaTransferred', {
    entryId: 'transfer',
    fromUnit: C,
    toUnit: D,
    lot: 'allocate.1',
    lots: [lot('transfer.1', D, { parent: 'allocate.1' })],
    postings: [
      { from: held(C, 'allocate.1', A), to: held(D, 'transfer.1', A), quantity: annual(200) },
    ],
  });
  history.add('QuotaReclaimed', {
    entryId: 'reclaim',
    unit: D,
    toUnit: P,
    postings: [
      { from: held(D, 'allocate.2', A), to: held(P, 'issue.1', A), quantity: annual(300) },
    ],
  });
};

const reserveAndUse = (history: History): void => {
  history.advanceTo('2017-04-01');
  history.add('QuotaReserved', {
    entryId: 'r-1',
    actor: { id: 'clerk-c', role: 'county', unitId: C },
    reservation: { reservation: 'r-1', unit: C, project: 'p-1', expiresOn: '2017-06-30' },
    postings: [
      {
        from: held(C, 'allocate.1', A),
        to: held(C, 'allocate.1', 'reserved'),
        quantity: annual(500),
        reservation: 'r-1',
      },
    ],
  });
  history.add('ReservationAmended', {
    entryId: 'amend',
    reservation: 'r-1',
    unit: C,
    was: { expiresOn: '2017-06-30', project: 'p-1' },
    expiresOn: '2017-12-31',
    project: 'p-2',
  });
  history.advanceTo('2017-05-02');
  history.add('QuotaConsumed', {
    entryId: 'consume',
    unit: C,
    approval: { number: '浙土字A〔2017〕-0012', date: '2017-05-01' },
    effectiveOn: '2017-05-01',
    project: 'p-2',
    postings: [
      {
        from: held(C, 'allocate.1', 'reserved'),
        to: held(C, 'allocate.1', 'consumed'),
        quantity: annual(400),
        reservation: 'r-1',
      },
    ],
  });
  history.add('ReservationReleased', {
    entryId: 'release',
    reservation: 'r-1',
    unit: C,
    postings: [
      {
        from: held(C, 'allocate.1', 'reserved'),
        to: held(C, 'allocate.1', A),
        quantity: annual(100),
        reservation: 'r-1',
      },
    ],
  });
  history.advanceTo('2017-07-01');
  history.add('DayAdvanced', { entryId: 'day:2017-07-01', date: '2017-07-01' });
  history.add('ReservationsExpired', {
    entryId: 'expire',
    reservations: ['opening:1'],
    postings: [
      {
        from: held(D, 'opening.1', 'reserved'),
        to: held(D, 'opening.1', A),
        quantity: annual(40),
        reservation: 'opening:1',
      },
    ],
  });
  history.add('ConsumptionVoided', {
    entryId: 'void',
    unit: C,
    consumption: 'consume',
    reason: '撤回',
    fates: { 'allocate.1': 'void' },
    postings: [
      {
        from: held(C, 'allocate.1', 'consumed'),
        to: held(C, 'allocate.1', 'voided'),
        quantity: annual(50),
      },
      { from: held(C, 'allocate.1', 'consumed'), to: held(P, 'issue.1', A), quantity: annual(25) },
    ],
  });
};

const oweAndPay = (history: History): void => {
  history.advanceTo('2017-08-01');
  history.add('UnitsRegistered', { entryId: 'recode', units: [RENAMED] });
  history.add('QuotaAdvanced', {
    entryId: 'advance',
    unit: C,
    use: 'available',
    lots: [lot('advance.1', C)],
    postings: [
      { from: held(C, 'advance.1', 'advance'), to: held(C, 'advance.1', A), quantity: annual(60) },
    ],
  });
  history.add('AdvanceConfirmed', {
    entryId: 'confirm',
    unit: C,
    advance: 'advance.1',
    postings: [
      {
        from: outside('advance.1', 'source'),
        to: held(C, 'advance.1', 'advance'),
        quantity: annual(45),
      },
    ],
  });
  history.add('OverUseRecorded', {
    entryId: 'over-use',
    unit: C,
    overUse: 'over-use.1',
    approval: { number: '浙土字A〔2017〕-0099', date: '2017-08-01' },
    lots: [lot('over-use.1', C)],
    postings: [
      {
        from: held(C, 'over-use.1', 'overused'),
        to: held(C, 'over-use.1', 'consumed'),
        quantity: annual(30),
      },
    ],
  });
  history.add('QuotaDeducted', {
    entryId: 'deduct',
    unit: C,
    reason: 'over-use',
    indicator: 'annual',
    postings: [
      {
        from: held(C, 'allocate.1', A),
        to: held(C, 'over-use.1', 'overused'),
        quantity: annual(20),
      },
    ],
  });
  history.add('QuotaDeducted', {
    entryId: 'sanction',
    unit: C,
    reason: 'sanction',
    indicator: 'annual',
    lots: [lot('sanction.1', C)],
    postings: [
      {
        from: held(C, 'allocate.1', A),
        to: outside('allocate.1', 'deducted'),
        quantity: annual(70),
      },
      {
        from: held(C, 'sanction.1', 'debt'),
        to: outside('sanction.1', 'deducted'),
        quantity: annual(80),
      },
    ],
  });
  history.add('QuotaAllocated', {
    entryId: 'later',
    fromUnit: P,
    lot: 'split.1',
    lots: [lot('later.1', C, { planKind: 'reward', parent: 'split.1' })],
    postings: [
      { from: held(P, 'split.1', A), to: held(C, 'later.1', A), quantity: annual(100) },
      { from: held(C, 'later.1', A), to: held(C, 'sanction.1', 'debt'), quantity: annual(80) },
    ],
  });
};

const correct = (history: History): void => {
  history.advanceTo('2017-09-01');
  history.add('QuotaLapsed', {
    entryId: 'lapse',
    unit: D,
    postings: [
      { from: held(D, 'transfer.1', A), to: outside('transfer.1', 'lapsed'), quantity: annual(15) },
    ],
  });
  history.add('EntryReversed', {
    entryId: 'undo',
    entry: 'lapse',
    entryType: 'QuotaLapsed',
    revision: String(history.revision),
    reason: '录入错误',
    endedLots: [],
    undone: {},
    postings: [
      { from: outside('transfer.1', 'lapsed'), to: held(D, 'transfer.1', A), quantity: annual(15) },
    ],
  });
  history.add('EntryAnnotated', {
    entryId: 'note',
    entry: 'allocate',
    revision: '8',
    field: 'document.number',
    was: '浙土资发〔2017〕5号',
    is: '浙土资发〔2017〕6号',
    reason: '文号录错',
  });
  history.add('QuotaFrozen', {
    entryId: 'freeze',
    unit: CITY.unitId,
    withSubtree: true,
    reason: '约谈',
    exceptions: ['民生'],
  });
  history.add('QuotaFrozen', {
    entryId: 'freeze-d',
    unit: D,
    withSubtree: false,
    reason: '整改',
    exceptions: [],
  });
  history.add('QuotaFrozen', {
    entryId: 'freeze-lot',
    lot: 'later.1',
    withSubtree: false,
    reason: '核查',
    exceptions: [],
  });
  history.advanceTo('2017-10-01');
  history.add('QuotaUnfrozen', { entryId: 'thaw', freeze: 'freeze', reason: '整改到位' });
  history.add('QuotaReserved', {
    entryId: 'r-2',
    reservation: { reservation: 'r-2', unit: D, project: 'p-3', expiresOn: '2018-01-31' },
    postings: [
      {
        from: held(D, 'transfer.1', A),
        to: held(D, 'transfer.1', 'reserved'),
        quantity: annual(110),
        reservation: 'r-2',
      },
    ],
  });
};

const closeTheYear = (history: History): void => {
  const E = SUCCESSOR.unitId;
  history.advanceTo('2017-11-01');
  history.add('UnitsReorganised', {
    entryId: 'reorganise',
    approvedOn: '2017-10-10',
    inForceOn: '2017-11-01',
    documents: [document('国函〔2017〕9号')],
    ended: [{ unit: D, successors: [E] }],
    units: [SUCCESSOR],
    reservations: { 'r-2': E },
    postings: [
      { from: held(D, 'opening.1', A), to: held(E, 'opening.1', A), quantity: annual(140) },
      { from: held(D, 'allocate.2', A), to: held(E, 'allocate.2', A), quantity: annual(700) },
      { from: held(D, 'transfer.1', A), to: held(E, 'transfer.1', A), quantity: annual(90) },
      {
        from: held(D, 'transfer.1', 'reserved'),
        to: held(D, 'transfer.1', A),
        quantity: annual(110),
        reservation: 'r-2',
      },
      { from: held(D, 'transfer.1', A), to: held(E, 'transfer.1', A), quantity: annual(110) },
      {
        from: held(E, 'transfer.1', A),
        to: held(E, 'transfer.1', 'reserved'),
        quantity: annual(110),
        reservation: 'r-2',
      },
    ],
  });
  history.advanceTo('2017-12-31');
  history.add('QuotaCarriedOver', {
    entryId: 'carry',
    unit: E,
    lot: 'allocate.2',
    toPlanYear: 2018,
    lots: [
      lot('carry.1', E, {
        planYear: 2018,
        parent: 'allocate.2',
        firstPlanYear: 2017,
        validFrom: '2018-01-01',
        validUntil: '2018-12-31',
      }),
    ],
    postings: [
      { from: held(E, 'allocate.2', A), to: held(E, 'carry.1', A), quantity: annual(700) },
    ],
  });
  history.add('BooksClosed', { entryId: 'books', through: '2017-11-30' });
  history.add('PlanYearClosed', { entryId: 'close', planYear: 2016, stateDigest: 'later' });
  history.add('PlanYearReopened', { entryId: 'reopen', planYear: 2016, reason: '复核' });
};
