import { annual, L, PROVINCE, type Example } from './example.js';

const COUNTY = 'county@330402';
const NEIGHBOUR = 'county@330411';
const plan = { number: '国土资发〔2017〕1号', issuer: '国土资源部', date: '2017-03-15' };
const notice = { number: '浙土资发〔2017〕9号', issuer: '浙江省国土资源厅', date: '2017-12-27' };
const effectiveOn = '2017-12-27';
const project = '2017-330402-41-03-012345-000';

/** Quota is issued, handed down, reserved and used. */
export const USING: readonly Example[] = [
  {
    title: 'Issue the plan of the state to the province',
    as: PROVINCE,
    path: `${L}/issuances`,
    key: 'i-2017',
    body: {
      indicator: 'annual',
      planYear: 2017,
      planKind: 'pool',
      quantity: annual(50000, 42000, 30000),
      effectiveOn,
      document: plan,
    },
  },
  {
    title: 'Split the pool into kinds of plans',
    as: PROVINCE,
    path: `${L}/splits`,
    key: 's-2017',
    body: {
      unit: '330000',
      lot: 'i-2017.1',
      parts: [
        { planKind: 'project', quantity: annual(1000, 840, 600) },
        { planKind: 'reward', quantity: annual(200, 168, 120) },
      ],
      effectiveOn,
      document: notice,
    },
  },
  {
    title: 'Allocate to three counties in one entry',
    as: PROVINCE,
    path: `${L}/allocations`,
    key: 'a-1',
    body: {
      fromUnit: '330000',
      lot: 's-2017.1',
      to: [
        { unit: '330402', quantity: annual(300, 250, 200) },
        { unit: '330411', quantity: annual(100, 80, 60) },
        { unit: '330110', quantity: annual(60, 50, 40) },
      ],
      effectiveOn,
      document: notice,
    },
  },
  {
    title: 'Reserve quota for a project',
    as: COUNTY,
    path: `${L}/reservations`,
    key: 'r-1',
    body: {
      unit: '330402',
      draws: [{ lot: 'a-1.1', quantity: annual(100, 80, 60) }],
      project,
      expiresOn: '2017-12-29',
      effectiveOn,
    },
  },
  {
    title: 'Give the reservation more time',
    as: COUNTY,
    path: `${L}/reservation-amendments`,
    key: 'r-1-longer',
    body: { reservation: 'r-1', expiresOn: '2017-12-31', effectiveOn },
  },
  {
    title: 'Use quota at the approval of the conversion and release the rest',
    as: COUNTY,
    path: `${L}/consumptions`,
    key: 'c-1',
    body: {
      unit: '330402',
      draws: [{ reservation: 'r-1', lot: 'a-1.1', quantity: annual(90, 72, 54) }],
      approval: { number: '浙土字A〔2017〕-0012', date: '2017-12-27' },
      project,
      parcels: ['330402001'],
      final: true,
    },
  },
  {
    title: 'Reserve with draws that the ledger picks itself',
    as: NEIGHBOUR,
    path: `${L}/reservations`,
    key: 'r-2',
    body: {
      unit: '330411',
      automatic: [{ indicator: 'annual', quantity: annual(40, 30, 20) }],
      batch: '2017年度计划第二批次',
      expiresOn: '2017-12-31',
      effectiveOn,
    },
  },
  {
    title: 'Release a reservation',
    as: NEIGHBOUR,
    path: `${L}/releases`,
    key: 'r-2-release',
    body: { reservation: 'r-2', effectiveOn },
  },
  {
    title: 'Transfer between two counties of a city',
    as: 'city@330400',
    path: `${L}/transfers`,
    key: 't-1',
    body: {
      fromUnit: '330402',
      toUnit: '330411',
      lot: 'a-1.1',
      quantity: annual(10, 8, 6),
      price: '45万元/亩',
      agreement: '南湖秀洲调剂协议〔2017〕1号',
      effectiveOn,
      document: { number: '嘉土资〔2017〕88号', issuer: '嘉兴市国土资源局', date: '2017-12-26' },
    },
  },
  {
    title: 'Reclaim unused quota',
    as: PROVINCE,
    path: `${L}/reclaims`,
    key: 'rc-1',
    body: {
      unit: '330411',
      draws: [{ lot: 'a-1.2', quantity: annual(20, 16, 12) }],
      effectiveOn,
      document: notice,
    },
  },
];
