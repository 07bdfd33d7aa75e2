import type { ProblemEntry } from '#platform';

/** What is asked is wrong, whatever the ledger holds. */
export const askedProblems = {
  'entry-id-reused': {
    status: 422,
    title: {
      zh: '该 Idempotency-Key 已用于另一笔记录',
      en: 'This Idempotency-Key was used for another entry',
    },
    detail: {
      zh: '{entryId} [已于 {recordedAt} 登记为 {entryType}][在本批中(line {ofLine})已用于 {entryType}(该行未登记)],内容与本次不同。新业务请换用新的编号;重发原业务须内容一致。',
      en: '{entryId} [was recorded at {recordedAt} as {entryType}][is the {entryType} of line {ofLine} in this batch, which is not recorded,] with other content. Use a new key for a new entry; repeat an entry unchanged.',
    },
  },
  'posting-suspended': {
    status: 409,
    title: { zh: '台账暂停登记', en: 'Posting is suspended' },
    detail: {
      zh: '{unit}[ {unitName}]({by})自 {since} 起暂停登记({suspension}):{reason}。恢复登记前只能查询。',
      en: '{by} of {unit}[ {unitName}] suspended posting at {since} ({suspension}): {reason}. Until it is resumed the ledger can only be read.',
    },
  },
  'ledger-not-open': {
    status: 404,
    title: { zh: '台账尚未开账', en: 'The ledger has not been opened' },
    detail: { zh: '请先由省厅开账。', en: 'The province opens it first.' },
  },
  'ledger-already-open': {
    status: 409,
    title: { zh: '台账已开账', en: 'The ledger is open already' },
    detail: { zh: '省级单元 {province} 已有台账。', en: '{province} has its ledger.' },
  },
  'entry-id-malformed': {
    status: 422,
    title: { zh: '记录编号不合规', en: 'The entry id is malformed' },
    detail: {
      zh: '"{entryId}" 应为 1 至 64 个字母、数字或 . _ : - 字符，且不得仅为 . 或 ..。[各行编号由它加行号组成,用于本批时至多 {keyLengthMax} 个字符。]',
      en: '"{entryId}" must be 1 to 64 letters, digits or . _ : - and not . or .. alone[; as the key of this batch it has at most {keyLengthMax}, because its lines add their numbers to it]',
    },
  },
  'entry-id-reserved': {
    status: 422,
    title: { zh: '记录编号由系统专用', en: 'The entry id is one of the system' },
    detail: {
      zh: '以 "{prefix}" 开头的记录编号由系统生成。请为 "{entryId}" 换一个编号。',
      en: 'Ids that begin with "{prefix}" are given by the system itself. Choose another one than "{entryId}".',
    },
  },
  'entry-id-taken': {
    status: 409,
    title: { zh: '编号已被占用', en: 'The id names something else already' },
    detail: {
      zh: '指标批 {lot} 与一条记录的编号相同；一个编号只能表示一样东西。请换一个记录编号。',
      en: 'A lot and an entry would both be called {lot}, and a name means one thing for ever. Choose another entry id.',
    },
  },
  'name-malformed': {
    status: 422,
    title: { zh: '名称不合规', en: 'A name is malformed' },
    detail: {
      zh: '{field} "{name}" 不合规：指标、分量和计划类型的编号为小写字母、数字和连字符；用途和项目为 1 至 100 个文字、数字或常用标点，不含斜线和不可见字符。',
      en: '{field} "{name}" is no such name: ids of indicators, components and plan kinds are lower-case letters, digits and hyphens; purposes and projects are 1 to 100 letters, digits and common signs, without a slash or anything invisible.',
    },
  },
  'document-missing': {
    status: 422,
    title: { zh: '缺少文件或文号', en: 'The document or its number is missing' },
    detail: {
      zh: '本类记录须注明文号、发文机关和成文日期[({issuer} 的文件没有文号)][,缺 {field}]。',
      en: 'An entry of this kind names its document: number, issuer and date[ (the one of {issuer} has no number)][; {field} is missing].',
    },
  },
  'document-in-future': {
    status: 422,
    title: { zh: '文件日期过晚', en: 'The document is dated too far ahead' },
    detail: {
      zh: '文件日期 {date} 晚于台账日 {ledgerDay} 一年以上,请核对。',
      en: "The document is dated {date}, more than a year after the ledger's day {ledgerDay}; check the date.",
    },
  },
  'date-malformed': {
    status: 422,
    title: { zh: '日期不正确', en: 'A date is malformed' },
    detail: { zh: '{field}: "{date}" 不是日期。', en: '{field}: "{date}" is no date.' },
  },
  'settles-closed': {
    status: 422,
    title: { zh: 'settles 已停用', en: 'settles is closed' },
    detail: {
      zh: '新记录不得再带 settles;申请在分解、调剂、结转或预支确认中注明。重发停用前的记录仍得原答复。',
      en: 'A new entry may not carry settles: leave it out. An entry that was posted with it before may be repeated as it was.',
    },
  },
  'indicator-unknown': {
    status: 422,
    title: { zh: '没有该指标', en: 'The indicator is unknown' },
    detail: { zh: '台账没有指标 {indicator}。', en: 'The ledger has no indicator {indicator}.' },
  },
  'indicator-already-defined': {
    status: 409,
    title: { zh: '指标已定义', en: 'The indicator is defined already' },
    detail: { zh: '指标 {indicator} 已存在。', en: 'There is an indicator {indicator}.' },
  },
  'plan-kind-unknown': {
    status: 422,
    title: { zh: '没有该计划类型', en: 'The plan kind is unknown' },
    detail: { zh: '台账没有计划类型 {planKind}。', en: 'The ledger has no plan kind {planKind}.' },
  },
  'plan-kind-already-defined': {
    status: 409,
    title: { zh: '计划类型已定义', en: 'The plan kind is defined already' },
    detail: { zh: '计划类型 {planKind} 已存在。', en: 'There is a plan kind {planKind}.' },
  },
  'plan-kind-of-ledger': {
    status: 422,
    title: { zh: '该计划类型由台账自用', en: 'The plan kind is kept by the ledger itself' },
    detail: {
      zh: '{planKind} 只用于台账自身记载所欠数额,不得下达、切分或预支,请改用其他计划类型。',
      en: 'Lots of {planKind} hold what is owed; choose another plan kind to issue, split or advance.',
    },
  },
  'component-unknown': {
    status: 422,
    title: { zh: '指标没有该分项', en: 'The indicator has no such component' },
    detail: {
      zh: '[指标 {indicator}][ 没有分项 {component}][ 分项定义不正确:{components}]。',
      en: '[Indicator {indicator}: ][no component {component}][components {components} are not sound].',
    },
  },
  'component-missing': {
    status: 422,
    title: { zh: '缺少分项数量', en: 'A component is missing' },
    detail: {
      zh: '指标 {indicator} 的每个分项都须填写,缺 {component}(没有时填 "0亩")。',
      en: 'Every component of {indicator} is stated; {component} is missing ("0 mu" if there is none).',
    },
  },
  'quantity-empty': {
    status: 422,
    title: { zh: '数量为零', en: 'The quantity is nothing' },
    detail: { zh: '各分项均为零,无可记账。', en: 'All components are zero; nothing moves.' },
  },
  'quantity-negative': {
    status: 422,
    title: { zh: '数量为负', en: 'The quantity is negative' },
    detail: { zh: '数量不得为负。', en: 'No component may be negative.' },
  },
  'amount-too-large': {
    status: 422,
    title: { zh: '数额过大', en: 'The amount is too large' },
    detail: {
      zh: '[{reason}][指标 {indicator} 的 {component} 将达 {asked},上限为 {limit}。][账户 {account}。]请核对数额及其计量单位。',
      en: '[{reason} ][{component} of {indicator} would come to {asked}; the most is {limit}. ][Account {account}. ]Check the amount and its unit.',
    },
  },
  'same-unit': {
    status: 422,
    title: { zh: '转出与转入为同一单元', en: 'Both sides are the same unit' },
    detail: { zh: '单元 {unit}[ {unitName}]。', en: 'Unit {unit}[ {unitName}].' },
  },
  'nothing-to-do': {
    status: 422,
    title: { zh: '没有可记账的内容', en: 'There is nothing to record' },
    detail: {
      zh: '[请求中 {field} 为空:请填写后重报。][预占 {reservation} 已无余量可解除。][记录 {consumption} 已全部失效,无余量可撤回。]',
      en: '[{field} is empty: state what is to be recorded.][Nothing of reservation {reservation} is left to release.][All of {consumption} is void: nothing of it is left.]',
    },
  },
  'draws-malformed': {
    status: 422,
    title: { zh: '支取明细不正确', en: 'The draws do not fit together' },
    detail: {
      zh: '请核对[ {field}][ 指标批 {lot}][ 预占 {reservation}][ {from} 至 {to}]。',
      en: 'Check[ {field}][ lot {lot}][ reservation {reservation}][ {from} to {to}].',
    },
  },
  'validity-malformed': {
    status: 422,
    title: { zh: '有效期不正确', en: 'The validity is malformed' },
    detail: {
      zh: '[有效期 {validFrom} 至 {validUntil}][,须在 {notBefore} 至 {notAfter} 之内][结转须转入 {planYear} 之后的年度,而非 {toPlanYear}]。',
      en: '[Valid {validFrom} to {validUntil}][; it must lie within {notBefore} to {notAfter}][{toPlanYear} does not come after {planYear}].',
    },
  },
  'effective-not-approval-date': {
    status: 422,
    title: { zh: '生效日期与批准日期不一致', en: 'The effective date is not the approval date' },
    detail: {
      zh: '生效日期 {effectiveOn},批准日期 {approvedOn};使用以批准日期为准。',
      en: 'Effective {effectiveOn}, approved {approvedOn}: quota is used on the approval date.',
    },
  },
} satisfies Record<string, ProblemEntry>;
