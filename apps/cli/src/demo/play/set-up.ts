import { UNIT_CHANGES, type UnitChange } from '../units/unit-changes.js';
import { openingUnits, OPENS_ON, PROVINCE_CODE } from '../units/zhejiang-units.js';
import type { Body } from './line.js';
import type { PlayBook } from './play-book.js';

/** The ledger on which the days are played: it does not follow the calendar. */
export const OPENING: Body = { unit: PROVINCE_CODE, opensOn: OPENS_ON, clock: 'driven' };

const CONFIGURED = '示例配置,非官方数值';

/** Values for the demonstration. Where a source gives one it is named; none is an official Zhejiang row. */
const POLICY_ROWS: readonly Body[] = [
  {
    key: 'pre-issue-share',
    value: { numerator: 1, denominator: 2 },
    source: `土地利用年度计划管理办法(2016)第十条:上年度的50%;${CONFIGURED}`,
  },
  { key: 'voided-consumption', value: { fate: 'return-to-holder' }, source: CONFIGURED },
  {
    key: 'voided-consumption',
    scope: { planKind: 'national-direct' },
    value: { fate: 'void' },
    source: `自然资源部2020年土地利用计划管理通知:计划指标自动失效;${CONFIGURED}`,
  },
  { key: 'use-deadline', value: { monthDay: '12-31', then: 'nothing' }, source: CONFIGURED },
  { key: 'backdating-limit', value: { days: 92 }, source: CONFIGURED },
  { key: 'carry-over-term', value: { years: 2 }, source: `结转两年;${CONFIGURED}` },
  {
    key: 'freeze-exceptions',
    value: { projectClasses: ['民生公益'] },
    source: `国家和民生项目除外;${CONFIGURED}`,
  },
  { key: 'approval-indicators', value: { indicators: ['annual'] }, source: CONFIGURED },
];

const GB_T_2260 = 'GB/T 2260 县级以上行政区划代码;变更见各批准文件';

/** Units and policy, with which the ledger begins. */
export const setUp = (book: PlayBook): void => {
  book.post('units', 'units', OPENS_ON, { units: openingUnits(), note: GB_T_2260 });
  book.post('policies', 'policy', OPENS_ON, {
    version: 'demo-1',
    from: OPENS_ON,
    rows: POLICY_ROWS,
    note: CONFIGURED,
  });
};

/** Recodes and moved borders: new versions of units, which move no quota. */
export const registerVersions = (
  book: PlayBook,
  { id, on, documents, note, units }: UnitChange,
): void => {
  const [document] = documents;
  book.post('units', id, on, { units, document, note });
};

/** The changes of a year in which no unit ends. */
export const registerChangesOf = (book: PlayBook, year: number): void => {
  for (const change of UNIT_CHANGES)
    if (change.ended.length === 0 && change.on.startsWith(String(year)))
      registerVersions(book, change);
};
