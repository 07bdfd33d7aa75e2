import { annual, L, PROVINCE, type Example } from './example.js';

const notice = { number: '浙土资发〔2018〕1号', issuer: '浙江省国土资源厅', date: '2018-01-01' };

/** The year ends: quota is carried over or lapses, books and plan year are closed. */
export const CLOSING: readonly Example[] = [
  {
    title: 'Let one day pass',
    as: 'operator',
    path: `${L}/days`,
    key: 'day:2017-12-28',
    body: { date: '2017-12-28' },
  },
  {
    title: 'Let several days pass in one batch',
    as: 'operator',
    path: `${L}/batches`,
    key: 'days-2018',
    body: {
      atomic: true,
      entries: ['2017-12-29', '2017-12-30', '2017-12-31', '2018-01-01'].map((date) => ({
        kind: 'days',
        entryId: `day:${date}`,
        date,
      })),
    },
  },
  {
    title: 'Carry over what Nanhu saved',
    as: PROVINCE,
    path: `${L}/carry-overs`,
    key: 'co-330402',
    body: {
      unit: '330402',
      lot: 'a-1.1',
      quantity: annual(205, 174, 143),
      toPlanYear: 2018,
      effectiveOn: '2018-01-01',
      document: notice,
    },
  },
  {
    title: 'Let lapse what Xihu did not use',
    as: PROVINCE,
    path: `${L}/lapses`,
    key: 'lapse-330106',
    body: {
      unit: '330106',
      draws: [{ lot: 'opening-330106.1', quantity: annual(20, 16, 12) }],
      effectiveOn: '2018-01-01',
      document: notice,
    },
  },
  {
    title: 'Let lapse what everybody else did not use, all or nothing',
    as: PROVINCE,
    path: `${L}/batches`,
    key: 'lapse-2017',
    body: {
      atomic: true,
      effectiveOn: '2018-01-01',
      document: notice,
      entries: [
        {
          kind: 'lapses',
          unit: '330000',
          draws: [
            { lot: 'i-2017.1', quantity: annual(48800, 40992, 29280) },
            { lot: 's-2017.1', quantity: annual(540, 460, 300) },
            { lot: 's-2017.2', quantity: annual(200, 168, 120) },
          ],
        },
        {
          kind: 'lapses',
          unit: '330411',
          draws: [
            { lot: 'a-1.2', quantity: annual(92, 74, 56) },
            { lot: 't-1.1', quantity: annual(10, 8, 6) },
          ],
        },
        {
          kind: 'lapses',
          unit: '330402',
          draws: [{ lot: 'ad-1.1', quantity: annual(30, 24, 18) }],
        },
        {
          kind: 'lapses',
          unit: '330110',
          draws: [{ lot: 'a-1.3', quantity: annual(40, 34, 28) }],
        },
        {
          kind: 'lapses',
          unit: '330113',
          draws: [{ lot: 'a-1.3', quantity: annual(20, 16, 12) }],
        },
      ],
    },
  },
  {
    title: 'Close the books of 2017',
    as: PROVINCE,
    path: `${L}/books-closings`,
    key: 'books-2017',
    body: { through: '2017-12-31' },
  },
  {
    title: 'Close the plan year',
    as: PROVINCE,
    path: `${L}/year-closings`,
    key: 'year-2017',
    body: { planYear: 2017 },
  },
  {
    title: 'Open it again',
    as: PROVINCE,
    path: `${L}/year-reopenings`,
    key: 'year-2017-again',
    body: { planYear: 2017, reason: '补登一笔批准' },
  },
  {
    title: 'Suspend posting while the log is moved',
    as: 'operator',
    path: `${L}/suspensions`,
    key: 'move-2018',
    body: { reason: '日志迁移' },
  },
  {
    title: 'Resume it',
    as: 'operator',
    path: `${L}/resumptions`,
    key: 'move-2018-done',
    body: { reason: '迁移完成,核对一致' },
  },
];
