import { annual, L, PROVINCE, type Example } from './example.js';

const COUNTY = 'county@330402';
const NEIGHBOUR = 'county@330411';
const notice = { number: '浙土资发〔2017〕9号', issuer: '浙江省国土资源厅', date: '2017-12-27' };
const effectiveOn = '2017-12-27';

/** Advances, over-use and its consequences; freezes; what was wrong is undone or annotated. */
export const CORRECTING: readonly Example[] = [
  {
    title: 'Use quota before it is confirmed',
    as: COUNTY,
    path: `${L}/advances`,
    key: 'ad-1',
    body: {
      unit: '330402',
      indicator: 'annual',
      planYear: 2017,
      planKind: 'national-direct',
      quantity: annual(30, 24, 18),
      use: 'available',
      effectiveOn,
      document: notice,
    },
  },
  {
    title: 'Confirm a part of the advance by the state',
    as: PROVINCE,
    path: `${L}/advance-confirmations`,
    key: 'ad-1-state',
    body: {
      unit: '330402',
      advance: 'ad-1.1',
      quantity: annual(25, 20, 15),
      effectiveOn,
      document: notice,
    },
  },
  {
    title: "Confirm the rest out of the county's own quota",
    as: PROVINCE,
    path: `${L}/advance-confirmations`,
    key: 'ad-1-own',
    body: {
      unit: '330402',
      advance: 'ad-1.1',
      draws: [{ lot: 'a-1.1', quantity: annual(5, 4, 3) }],
      effectiveOn,
      document: notice,
    },
  },
  {
    title: 'Record an approval beyond the quota',
    as: NEIGHBOUR,
    path: `${L}/over-uses`,
    key: 'ou-1',
    body: {
      unit: '330411',
      indicator: 'annual',
      planYear: 2017,
      quantity: annual(8, 6, 4),
      approval: { number: '浙土字A〔2017〕-0013', date: '2017-12-27' },
      effectiveOn,
      document: notice,
    },
  },
  {
    title: 'Deduct what was over-used',
    as: PROVINCE,
    path: `${L}/deductions`,
    key: 'd-1',
    body: {
      unit: '330411',
      reason: 'over-use',
      indicator: 'annual',
      planYear: 2017,
      quantity: annual(8, 6, 4),
      draws: [{ lot: 'a-1.2', quantity: annual(8, 6, 4) }],
      effectiveOn,
      document: notice,
    },
  },
  {
    title: 'Void a part of a consumption whose approval was withdrawn',
    as: PROVINCE,
    path: `${L}/voids`,
    key: 'v-1',
    body: {
      consumption: 'c-1',
      draws: [{ lot: 'a-1.1', quantity: annual(10, 8, 6) }],
      reason: '部分撤回批准',
      effectiveOn,
      document: notice,
    },
  },
  {
    title: 'Freeze a county',
    as: PROVINCE,
    path: `${L}/freezes`,
    key: 'f-1',
    body: {
      unit: '330411',
      reason: '违法用地整改',
      exceptions: ['disaster'],
      document: notice,
    },
  },
  {
    title: 'Unfreeze it',
    as: PROVINCE,
    path: `${L}/unfreezes`,
    key: 'f-1-end',
    body: { freeze: 'f-1', reason: '整改验收通过', document: notice },
  },
  {
    title: 'Reverse an entry that was wrong',
    as: PROVINCE,
    path: `${L}/reversals`,
    key: 'rc-1-undone',
    body: { entry: 'rc-1', reason: '收回对象有误', document: notice },
  },
  {
    title: 'Correct the title of a document',
    as: PROVINCE,
    path: `${L}/annotations`,
    key: 'a-1-title',
    body: {
      entry: 'a-1',
      field: 'document.title',
      is: '关于下达2017年度土地利用计划的通知',
      reason: '补录标题',
    },
  },
  {
    title: 'Divide Yuhang into Yuhang and Linping',
    as: PROVINCE,
    path: `${L}/reorganisations`,
    key: 'reorganise-330110',
    body: {
      approvedOn: '2017-12-01',
      inForceOn: '2017-12-27',
      switchOn: '2017-12-27',
      documents: [{ number: '国函〔2017〕1号', issuer: '国务院', date: '2017-12-01' }],
      ended: [{ unit: '330110', successors: ['u-330110-2', 'u-330113'] }],
      units: [
        { unitId: 'u-330110-2', code: '330110', name: '余杭区', level: 'county', parent: '330100' },
        { unitId: 'u-330113', code: '330113', name: '临平区', level: 'county', parent: '330100' },
      ],
      divisions: [
        {
          from: '330110',
          to: 'u-330110-2',
          indicator: 'annual',
          planYear: 2017,
          planKind: 'project',
          quantity: annual(40, 34, 28),
        },
        {
          from: '330110',
          to: 'u-330113',
          indicator: 'annual',
          planYear: 2017,
          planKind: 'project',
          quantity: annual(20, 16, 12),
        },
      ],
    },
  },
];
