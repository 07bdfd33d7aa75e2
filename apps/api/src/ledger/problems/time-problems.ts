import type { ProblemEntry } from '#platform';

/** Days, books, plan years, policy. */
export const timeProblems = {
  'day-not-begun': {
    status: 409,
    title: { zh: '该日尚未到来', en: 'That day has not begun' },
    detail: {
      zh: '本台账随日历逐日推进[,今天是 {today}],{date} 尚未到来,不能提前日切。',
      en: 'This ledger follows the calendar[; today is {today}]. {date} has not begun and cannot be advanced to.',
    },
  },
  'day-not-next': {
    status: 409,
    title: { zh: '日切须逐日进行', en: 'Days advance one by one' },
    detail: {
      zh: '下一日为 {next},而非 {date}。',
      en: 'The next day is {next}, not {date}.',
    },
  },
  'effective-in-future': {
    status: 409,
    title: { zh: '生效日期晚于台账日', en: "The effective date lies after the ledger's day" },
    detail: {
      zh: '生效日期 {effectiveOn},台账日 {ledgerDay}。',
      en: "Effective {effectiveOn}; the ledger's day is {ledgerDay}.",
    },
  },
  'books-closed': {
    status: 409,
    title: { zh: '该期已结账', en: 'The books of that day are closed' },
    detail: {
      zh: '生效日期 {effectiveOn} 落在已结账期内(结至 {closedThrough}),请以 {closedThrough} 之后的日期登记。',
      en: '{effectiveOn} lies in books closed through {closedThrough}; use a later date.',
    },
  },
  'policy-missing': {
    status: 409,
    title: { zh: '缺少政策参数', en: 'A policy row is missing' },
    detail: {
      zh: '现行政策没有 {policy}[(年度 {planYear})][(指标 {indicator})],请先由省厅发布。',
      en: 'The policy in force has no row {policy}[ for {planYear}][ of {indicator}]; the province adopts one first.',
    },
  },
  'backdated-too-far': {
    status: 409,
    title: { zh: '补记超过时限', en: 'Backdated too far' },
    detail: {
      zh: '生效日期 {effectiveOn} 早于台账日 {ledgerDay} 超过 {daysAllowed} 天。',
      en: '{effectiveOn} is more than {daysAllowed} days before {ledgerDay}.',
    },
  },
  'plan-year-closed': {
    status: 409,
    title: { zh: '计划年度已年结', en: 'The plan year is closed' },
    detail: {
      zh: '{planYear} 年度已年结[,指标批 {lot} 不得再动用]。',
      en: 'Plan year {planYear} is closed[; lot {lot} may not be used any more].',
    },
  },
  'plan-year-not-closed': {
    status: 409,
    title: { zh: '计划年度尚未年结', en: 'The plan year is not closed' },
    detail: {
      zh: '{planYear} 年度没有年结,无需重开。',
      en: 'Plan year {planYear} is open already.',
    },
  },
  'plan-year-not-begun': {
    status: 409,
    title: { zh: '计划年度尚未开始', en: 'The plan year has not begun' },
    detail: {
      zh: '{planYear} 年度尚未开始(台账日 {ledgerDay}),不能年结。',
      en: 'Plan year {planYear} has not begun on {ledgerDay} and cannot be closed.',
    },
  },
} satisfies Record<string, ProblemEntry>;
