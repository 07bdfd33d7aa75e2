import { held, outside } from '#domain';
import { annual, type History } from './history.js';
import { A, C, D, document, lot, P } from './year-parts.js';

/** Quota comes down and is moved about. */
export const issueAndAllocate = (history: History): void => {
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

/** It is reserved, used, given back and voided. */
export const reserveAndUse = (history: History): void => {
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
