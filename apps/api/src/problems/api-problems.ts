import type { AmountProblemCode, RefusalCode } from '#domain';
import type { ProblemEntry } from '#platform';

/** Problems of this door beside those of the platform and of the ledger's rules. */
export type ApiProblemCode =
  | AmountProblemCode
  | 'ledger-unknown'
  | 'batch-refused'
  | 'not-ready'
  | 'nothing-recorded-yet'
  | 'ledger-loading'
  | 'log-went-back'
  | 'history-changed';

const AMOUNT_DETAIL = { zh: '{reason}', en: '{reason}' };

/** A code that the rules give as well stands among theirs. */
export const apiProblems = {
  'amount-malformed': {
    status: 400,
    title: { zh: '数量格式不正确', en: 'An amount is malformed' },
    detail: AMOUNT_DETAIL,
  },
  'amount-unit-unknown': {
    status: 400,
    title: { zh: '数量缺少单位或单位无法识别', en: 'An amount has no unit or an unknown one' },
    detail: AMOUNT_DETAIL,
  },
  'amount-negative': {
    status: 422,
    title: { zh: '数量不得为负', en: 'An amount is negative' },
    detail: AMOUNT_DETAIL,
  },
  'amount-not-whole': {
    status: 422,
    title: {
      zh: '数量无法用整数最小单位表示',
      en: 'An amount is no whole number of the smallest unit',
    },
    detail: AMOUNT_DETAIL,
  },
  'ledger-unknown': {
    status: 404,
    title: { zh: '没有该台账', en: 'There is no such ledger' },
    detail: { zh: '台账 {ledger} 尚未开账。', en: 'Ledger {ledger} has not been opened.' },
  },
  'batch-refused': {
    status: 409,
    title: { zh: '整批未入账', en: 'Nothing of the batch was recorded' },
    detail: {
      zh: '{failed} 条有误,整批 {lines} 条均未入账;逐条结果见 results。',
      en: '{failed} of {lines} lines cannot be recorded, so none was; see results for each line.',
    },
  },
  'nothing-recorded-yet': {
    status: 404,
    title: { zh: '当时尚无记录', en: 'Nothing was recorded by then' },
    detail: { zh: '截至 {knownAt} 台账没有任何登记。', en: 'The ledger was empty at {knownAt}.' },
  },
  'ledger-loading': {
    status: 503,
    title: {
      zh: '台账正在读入内存,暂不能办理',
      en: 'The ledger is still being read into memory',
    },
    detail: {
      zh: '本次未入账,请稍后用同一幂等键重新提交。[已读入 {events} 条,共约 {ofAbout} 条。][预计还需 {secondsLeft} 秒。]',
      en: 'Nothing was recorded: send it again later under the same key.[ {events} of about {ofAbout} entries are read.][ It takes about {secondsLeft} s more.]',
    },
  },
  'log-went-back': {
    status: 503,
    title: {
      zh: '台账日志退回到了较早的状态,查询暂停',
      en: 'The log went back to an earlier state; reading waits for a decision',
    },
    detail: {
      zh: '查询数据含有日志中已不存在的登记,须由管理员用 muledger recover 处理。{reason}',
      en: '{reason}',
    },
  },
  'history-changed': {
    status: 409,
    title: {
      zh: '所见过的登记已不在台账中',
      en: 'An entry you have seen is not in the ledger any more',
    },
    detail: {
      zh: '台账第 {revision} 版现在是另一笔登记:日志曾退回到较早的状态。请不带 Last-Event-ID 重新开始,并核对已取得的内容。',
      en: 'Revision {revision} is another entry now: the log went back to an earlier state. Begin anew without Last-Event-ID, and check what you have.',
    },
  },
  'not-ready': {
    status: 503,
    title: { zh: '服务尚未就绪', en: 'Not ready' },
    detail: { zh: '未就绪:{failing}。', en: 'Not working: {failing}.' },
  },
} satisfies Record<Exclude<ApiProblemCode, RefusalCode>, ProblemEntry>;
