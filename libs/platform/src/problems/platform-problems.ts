import type { ProblemEntry } from './problem-entry.js';

/** Problems that have nothing to do with quota: the request, the caller, the load. */
export type PlatformProblemCode =
  | 'malformed-body'
  | 'malformed-query'
  | 'malformed-request'
  | 'token-missing'
  | 'token-malformed'
  | 'token-expired'
  | 'token-invalid'
  | 'forbidden'
  | 'not-found'
  | 'revision-not-yet'
  | 'not-yet'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'request-timeout'
  | 'expectation-failed'
  | 'idempotency-key-missing'
  | 'body-too-large'
  | 'batch-too-large-for-atomic'
  | 'unsupported-media-type'
  | 'too-many-requests'
  | 'internal-error'
  | 'log-damaged'
  | 'store-unavailable'
  | 'issuer-unavailable'
  | 'read-model-behind'
  | 'overloaded';

export const platformProblems = {
  'malformed-body': {
    status: 400,
    title: { zh: '请求正文格式不正确', en: 'The body of the request is malformed' },
    detail: { zh: '{reason}', en: '{reason}' },
  },
  'malformed-query': {
    status: 400,
    title: { zh: '查询参数不正确', en: 'A query parameter is malformed' },
    detail: { zh: '参数 {parameter}[:{reason}]', en: 'Parameter {parameter}[: {reason}]' },
  },
  'malformed-request': {
    status: 400,
    title: { zh: '请求不符合 HTTP 规范', en: 'The request is no proper HTTP' },
    detail: { zh: '{reason}', en: '{reason}' },
  },
  'token-missing': {
    status: 401,
    title: { zh: '未提供访问令牌', en: 'The access token is missing' },
    detail: {
      zh: '请在 Authorization 标头中以 Bearer 方式提供令牌。',
      en: 'Send it in the Authorization header as a Bearer token.',
    },
  },
  'token-malformed': {
    status: 401,
    title: { zh: '访问令牌格式不正确', en: 'The access token is malformed' },
  },
  'token-expired': {
    status: 401,
    title: { zh: '访问令牌已过期', en: 'The access token has expired' },
  },
  'token-invalid': {
    status: 401,
    title: { zh: '访问令牌无效', en: 'The access token is not valid' },
  },
  forbidden: {
    status: 403,
    title: { zh: '无权执行此操作', en: 'You may not do this' },
    detail: {
      zh: '角色 {role} 不得对 {unit} 执行 {action}。',
      en: 'Role {role} may not {action} for {unit}.',
    },
  },
  'not-found': {
    status: 404,
    title: { zh: '未找到', en: 'Not found' },
    detail: { zh: '没有{what}[ {id}]。', en: 'There is no {what}[ {id}].' },
  },
  'revision-not-yet': {
    status: 404,
    title: { zh: '该版次尚不存在', en: 'This revision does not exist yet' },
    detail: {
      zh: '请求版次 {requested},当前最新版次 {head}。',
      en: 'Revision {requested} was asked for; the last one is {head}.',
    },
  },
  'not-yet': {
    status: 404,
    title: { zh: '该时刻尚未到来', en: 'This instant has not come yet' },
    detail: {
      zh: '{knownAt} 尚未过去:此前登记的内容还会变化。现在是 {now};请改用更早的时刻,或以 atRevision 指明版次。',
      en: '{knownAt} is not over: what is recorded by then may still change. It is {now} now; ask for an earlier instant, or for a revision by atRevision.',
    },
  },
  'method-not-allowed': {
    status: 405,
    title: { zh: '不支持此请求方法', en: 'The method is not allowed here' },
  },
  'not-acceptable': {
    status: 406,
    title: { zh: '无法以所请求的格式答复', en: 'The answer is not offered in this format' },
    detail: { zh: '可选格式:{offered}。', en: 'It is offered as {offered}.' },
  },
  'request-timeout': {
    status: 408,
    title: { zh: '请求没有按时送达', en: 'The request did not arrive in time' },
    detail: {
      zh: '请求或其正文传到一半就停了,未作任何处理。请检查网络后重新发送;写入请沿用同一个 Idempotency-Key。',
      en: 'The request or its body stopped half-way, and nothing was done with it. Send it again when the network is well; a write under the same Idempotency-Key.',
    },
  },
  'expectation-failed': {
    status: 417,
    title: { zh: '不支持该 Expect 标头', en: 'This Expect header is not supported' },
  },
  'idempotency-key-missing': {
    status: 400,
    title: { zh: '缺少 Idempotency-Key 标头', en: 'The Idempotency-Key header is missing' },
    detail: {
      zh: '每笔写入都须带 Idempotency-Key;重复提交时使用同一个值。',
      en: 'Every write needs an Idempotency-Key; send the same one when you repeat it.',
    },
  },
  'body-too-large': {
    status: 413,
    title: { zh: '请求正文过大', en: 'The body of the request is too large' },
    detail: { zh: '上限为 {bytesMax} 字节。', en: 'The limit is {bytesMax} bytes.' },
  },
  'batch-too-large-for-atomic': {
    status: 413,
    title: {
      zh: '整批记账超出一次写入的上限',
      en: 'The batch is too large to be written as a whole',
    },
    detail: {
      zh: '本批 {events} 条[、{bytes} 字节],上限 {eventsMax} 条[、{bytesMax} 字节]。',
      en: 'It has {events} entries[, {bytes} bytes]; the limit is {eventsMax}[, {bytesMax} bytes].',
    },
  },
  'unsupported-media-type': {
    status: 415,
    title: { zh: '不支持此内容类型', en: 'This content type is not supported' },
    detail: {
      zh: '正文须为 application/json(UTF-8)。[{reason}]',
      en: 'A body is application/json in UTF-8.[ {reason}]',
    },
  },
  'too-many-requests': {
    status: 429,
    title: { zh: '请求过于频繁', en: 'Too many requests' },
    detail: {
      zh: '该用户同时发送的内容过多,请待前面的请求答复后重试。',
      en: 'This caller has too much under way at once; wait for the answers and send it again.',
    },
  },
  'internal-error': {
    status: 500,
    title: { zh: '系统内部错误', en: 'Something went wrong here' },
  },
  'log-damaged': {
    status: 500,
    title: {
      zh: '台账日志已损坏',
      en: 'The log is damaged',
    },
    detail: {
      zh: '[{stream} 第 {revision} 版的内容无法读取。]本请求需要的登记不完整,须由管理员处理(muledger doctor);重复提交无济于事。',
      en: '[Revision {revision} of {stream} cannot be read. ]The log does not hold all that this request needs; an administrator has to look at it (muledger doctor), and sending it again does not help.',
    },
  },
  'store-unavailable': {
    status: 503,
    title: { zh: '台账存储暂不可用', en: 'The log is not available at the moment' },
  },
  'issuer-unavailable': {
    status: 503,
    title: {
      zh: '身份认证服务暂不可用',
      en: 'The issuer of tokens is not available at the moment',
    },
  },
  'read-model-behind': {
    status: 503,
    title: { zh: '查询数据尚未更新到所需版次', en: 'The read model has not caught up yet' },
    detail: {
      zh: '[需要版次 {required},目前为 {reached}。]查询数据更新后再查[;正在重新生成:{building}]。',
      en: '[Revision {required} is required; {reached} is reached. ]Ask again when the tables have come further[; they are built anew: {building}].',
    },
  },
  overloaded: {
    status: 503,
    title: { zh: '系统繁忙', en: 'Too much is waiting already' },
  },
} satisfies Record<PlatformProblemCode, ProblemEntry>;
