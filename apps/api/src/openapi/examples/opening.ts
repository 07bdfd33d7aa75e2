import { annual, L, PROVINCE, type Example } from './example.js';

/** A ledger is opened, with its units, its policy and what an older book held. */
export const OPENING: readonly Example[] = [
  {
    title: 'Open the ledger of Zhejiang',
    as: PROVINCE,
    path: '/v1/ledgers',
    key: 'open-2017',
    body: { unit: '330000', opensOn: '2017-12-27', clock: 'driven' },
  },
  {
    title: 'Define an indicator of the province',
    as: PROVINCE,
    path: `${L}/indicators`,
    key: 'indicator-reclaimed',
    body: {
      indicator: {
        id: 'reclaimed',
        title: '复垦指标',
        components: [
          { name: 'area', dimension: 'area', title: '面积' },
          { name: 'paddy', dimension: 'area', title: '水田' },
        ],
        nesting: [['paddy', 'area']],
      },
    },
  },
  {
    title: 'Define a plan kind',
    as: PROVINCE,
    path: `${L}/plan-kinds`,
    key: 'plan-kind-town',
    body: { planKind: { id: 'special-town', title: '特色小镇' } },
  },
  {
    title: 'Register cities and counties',
    as: PROVINCE,
    path: `${L}/units`,
    key: 'units-2017',
    body: {
      units: [
        { code: '330400', name: '嘉兴市', level: 'city', parent: '330000' },
        { code: '330402', name: '南湖区', level: 'county', parent: '330400' },
        { code: '330411', name: '秀洲区', level: 'county', parent: '330400' },
        { code: '330100', name: '杭州市', level: 'city', parent: '330000' },
        { code: '330106', name: '西湖区', level: 'county', parent: '330100' },
        { code: '330110', name: '余杭区', level: 'county', parent: '330100' },
      ],
      document: { number: '浙民发〔2017〕1号', issuer: '浙江省民政厅', date: '2017-01-05' },
    },
  },
  {
    title: 'Adopt the policy',
    as: PROVINCE,
    path: `${L}/policies`,
    key: 'policy-2017-1',
    body: {
      version: '2017-1',
      from: '2017-01-01',
      rows: [
        { key: 'backdating-limit', value: { days: 30 } },
        { key: 'pre-issue-share', value: { numerator: 1, denominator: 2 } },
        { key: 'pre-issue-base', value: { total: '20.82万亩' } },
        { key: 'voided-consumption', value: { fate: 'return-to-holder' } },
        { key: 'carry-over-term', value: { years: 1 } },
        { key: 'freeze-exceptions', value: { projectClasses: ['disaster'] } },
        { key: 'approval-indicators', value: { indicators: ['annual'] } },
        { key: 'use-deadline', value: { monthDay: '12-31', then: 'nothing' } },
      ],
      document: { number: '浙土资发〔2017〕2号', issuer: '浙江省国土资源厅', date: '2017-01-10' },
    },
  },
  {
    title: 'Bring forward what Xihu held in the old book',
    as: PROVINCE,
    path: `${L}/opening-balances`,
    key: 'opening-330106',
    body: {
      rows: [
        {
          unit: '330106',
          indicator: 'annual',
          planYear: 2017,
          planKind: 'base',
          available: annual(20, 16, 12),
          consumed: annual(30, 24, 18),
        },
      ],
      totals: [{ component: 'total', stated: '50.0000 mu' }],
      effectiveOn: '2017-12-27',
      document: {
        number: '杭土资函〔2017〕33号',
        issuer: '杭州市国土资源局',
        date: '2017-12-20',
        sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      },
    },
  },
];
