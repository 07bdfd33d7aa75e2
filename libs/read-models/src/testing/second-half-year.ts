import { held, outside } from '#domain';
import { annual, CITY, type History } from './history.js';
import { A, C, D, document, lot, P, RENAMED, SUCCESSOR } from './year-parts.js';

/** What is owed arises and is paid. */
export const oweAndPay = (history: History): void => {
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

/** Mistakes are undone and noted; freezes come and go. */
export const correct = (history: History): void => {
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

/** A unit is reorganised, quota is carried over, books and year are closed. */
export const closeTheYear = (history: History): void => {
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
