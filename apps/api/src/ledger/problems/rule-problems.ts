import type { ProblemEntry } from '#platform';

/** Rules of single kinds of entries. */
export const ruleProblems = {
  'policy-version-taken': {
    status: 409,
    title: { zh: '政策版本号已使用', en: 'The policy version is taken' },
    detail: { zh: '版本 {version} 已生效。', en: 'Version {version} was adopted before.' },
  },
  'policy-malformed': {
    status: 422,
    title: { zh: '政策参数不正确', en: 'A policy row is malformed' },
    detail: {
      zh: '参数 {policy} 不能采用[({field})][,第 {row} 行]:取值须可能存在,适用范围须为该参数所问,同一情形不得有两种取值。',
      en: '{policy} cannot be adopted[ ({field})][, row {row}]: its value must be possible, its scope one that is asked for, and no other row may say something else of the same case.',
    },
  },
  'opening-after-entries': {
    status: 409,
    title: { zh: '期初只能先于其他记录', en: 'Opening balances come before any other entry' },
    detail: {
      zh: '{unit}[ {unitName}] 已有记录,不能再登记期初。',
      en: '{unit}[ {unitName}] has entries already.',
    },
  },
  'opening-repeated': {
    status: 409,
    title: { zh: '期初已登记', en: 'This opening balance was brought forward before' },
    detail: {
      zh: '{unit}[ {unitName}] {planYear} 年 {planKind} 的 {indicator} 期初只登记一次[,已由 {entry} 登记。原表有误的,先冲正 {entry} 再重新登记][,而本表第 {firstRow} 行与第 {row} 行相同,请合并或删去一行]。',
      en: 'The opening balance of {unit}[ {unitName}] for {indicator}, {planYear}, {planKind} comes once[; it has it from {entry}. If that table was wrong, reverse {entry} first][; rows {firstRow} and {row} of this table are the same: add them up or leave one out].',
    },
  },
  'pre-issue-over-share': {
    status: 409,
    title: { zh: '预下达超过比例', en: 'More is pre-issued than the share allows' },
    detail: {
      zh: '本次预下达 {asked},此前 {preIssued},上限 {cap}(上年 {lastYear}),超出 {shortBy}。',
      en: '{asked} after {preIssued}; the share allows {cap} of {lastYear} last year, {shortBy} too much.',
    },
  },
  'stated-total-differs': {
    status: 422,
    title: { zh: '合计与明细不符', en: 'The stated total differs from its rows' },
    detail: {
      zh: '分项 {component}:合计 {stated},明细之和 {rows},相差 {difference},尾差上限 {allowed}。',
      en: '{component}: stated {stated}, rows {rows}; {difference} is more than rounding ({allowed}).',
    },
  },
  'carry-over-term-exceeded': {
    status: 409,
    title: { zh: '超过结转期限', en: 'Carried over longer than the term' },
    detail: {
      zh: '指标批 {lot} 始于 {firstPlanYear} 年度,最多结转 {yearsAllowed} 年。',
      en: 'Lot {lot} is of {firstPlanYear} and may be carried over {yearsAllowed} years.',
    },
  },
  'approval-indicator-missing': {
    status: 409,
    title: { zh: '批准缺少应同时使用的指标', en: 'The approval lacks an indicator' },
    detail: {
      zh: '按现行政策,一次批准须与 {indicator} 同时使用 {missing}。',
      en: 'With {indicator} an approval draws on {missing}, too.',
    },
  },
  'approval-already-posted': {
    status: 409,
    title: { zh: '该批准已登记使用', en: 'The approval is posted already' },
    detail: {
      zh: '批准文号 {approval} 已[由记录 {entry} ]登记[(项目 {project})][(指标 {indicator})]。[超用动用 {draws} 指标即为使用：请不带 draws 登记超用。]',
      en: 'Approval {approval} was posted[ by {entry}][ for project {project}][ of {indicator}].[ What an over-use draws of {draws} is a use as well: record it without draws.]',
    },
  },
  'parcel-already-consumed': {
    status: 409,
    title: { zh: '地块已使用过指标', en: 'The parcel was consumed before' },
    detail: {
      zh: '地块 {parcel} 已[由记录 {entry} ]登记。',
      en: 'Parcel {parcel} was consumed[ by {entry}].',
    },
  },
  'already-settled': {
    status: 409,
    title: { zh: '该事项已办结', en: 'This was settled before' },
    detail: {
      zh: '{kind} {id} 已由其他记录办结。',
      en: '{kind} {id} is settled by another entry.',
    },
  },
  'component-nesting': {
    status: 422,
    title: { zh: '分项数量相互矛盾', en: 'The components contradict each other' },
    detail: {
      zh: '{smaller} {smallerAmount} 不得大于 {larger} {largerAmount}(耕地 ≤ 农用地 ≤ 总量)。',
      en: '{smaller} {smallerAmount} exceeds {larger} {largerAmount}.',
    },
  },
  'land-facts-inconsistent': {
    status: 422,
    title: { zh: '地类数据相互矛盾', en: 'The facts about the land contradict each other' },
    detail: {
      zh: '总量应等于农用地与未利用地之和[:{total} ≠ {farmland} + {unused}]。',
      en: 'The total is farmland and unused land together[: {total} is not {farmland} + {unused}].',
    },
  },
  'consumption-exceeded': {
    status: 409,
    title: { zh: '超过该笔使用的余量', en: 'More than is left of the consumption' },
    detail: {
      zh: '指标批 {lot} 分项 {component}:已使用 {held},要求 {asked},差 {shortBy}[(自 {firstFailingDay} 起)]。',
      en: 'Lot {lot}, {component}: {held} consumed, {asked} asked, short by {shortBy}[ from {firstFailingDay}].',
    },
  },
  'deduction-exceeds-over-use': {
    status: 409,
    title: { zh: '扣减多于未抵的超用', en: 'More is deducted than was over-used' },
    detail: {
      zh: '[分项 {component}:]尚欠 {held},扣减 {asked}。',
      en: '[{component}: ]{held} is owed, {asked} was to be deducted.',
    },
  },
  'advance-exceeded': {
    status: 409,
    title: { zh: '确认多于未确认的预支', en: 'More is confirmed than was advanced' },
    detail: {
      zh: '[分项 {component}:]未确认 {held},本次 {asked}。',
      en: '[{component}: ]{held} is outstanding, {asked} was to be confirmed.',
    },
  },
  'entry-not-reversible': {
    status: 409,
    title: { zh: '此类记录不能冲正', en: 'Entries of this kind are not reversed' },
    detail: { zh: '{entry} 为 {entryType}。', en: '{entry} is {entryType}.' },
  },
  'entry-already-reversed': {
    status: 409,
    title: { zh: '该笔已冲正', en: 'The entry is reversed already' },
    detail: { zh: '{entry} 只能冲正一次。', en: '{entry} is reversed once and for all.' },
  },
  'entry-in-use': {
    status: 409,
    title: { zh: '尚有后续记录依赖该笔', en: 'Later entries depend on this one' },
    detail: {
      zh: '请先按从新到旧冲正:{dependents}。[此处仅列最新的 {listed} 条。]',
      en: 'Reverse these first, newest first: {dependents}.[ Only the newest {listed} are listed.]',
    },
  },
  'replaced-entry-not-reversed': {
    status: 409,
    title: { zh: '被替换的记录尚未冲正', en: 'The entry to replace is not reversed' },
    detail: { zh: '请先冲正 {entry}。', en: 'Reverse {entry} first.' },
  },
  'entry-already-replaced': {
    status: 409,
    title: { zh: '该笔记录已有替换记录', en: 'The entry is replaced already' },
    detail: {
      zh: '{entry} 已由 {first} 替换:请先冲正 {first},或不填 replaces 另行记账。',
      en: '{entry} was replaced by {first}: reverse {first} first, or post without replaces.',
    },
  },
  'annotation-malformed': {
    status: 422,
    title: { zh: '更正说明不正确', en: 'The annotation is malformed' },
    detail: {
      zh: '记录 {entry} 的 {field} 不能这样更正。',
      en: '{field} of {entry} cannot be annotated so.',
    },
  },
  'freeze-exception-not-allowed': {
    status: 409,
    title: { zh: '不允许的冻结例外', en: 'The exception to the freeze is not allowed' },
    detail: {
      zh: '现行政策不允许例外 {exceptions}[(允许:{allowed})]。',
      en: 'The policy in force allows no exception {exceptions}[, only {allowed}].',
    },
  },
  frozen: {
    status: 409,
    title: { zh: '指标已冻结', en: 'The quota is frozen' },
    detail: {
      zh: '{unit}[ {unitName}][ 指标批 {lot}]处于冻结 {freeze} 之中。',
      en: '{unit}[ {unitName}][, lot {lot},] is under freeze {freeze}.',
    },
  },
  'debt-outstanding': {
    status: 409,
    title: { zh: '尚有待抵扣指标,不得转出', en: 'The unit owes, nothing leaves its hands' },
    detail: {
      zh: '{unit}[ {unitName}] {indicator} 尚欠 {owed}(指标批 {lots}),抵清之前不得分解或调出;此后进入可用的指标先行抵扣。',
      en: '{unit}[ {unitName}] still owes {owed} of {indicator} (lots {lots}). Until that is paid it may neither allocate nor transfer; what comes into its hands pays first.',
    },
  },
  'posting-not-suspended': {
    status: 409,
    title: { zh: '台账未暂停登记', en: 'Posting is not suspended' },
    detail: { zh: '无需恢复登记。', en: 'There is nothing to resume.' },
  },
  'plan-year-has-balances': {
    status: 409,
    title: { zh: '年度尚有余额,不能年结', en: 'The plan year still has balances' },
    detail: {
      zh: '{planYear} 年度尚有可用、预占或预支未清,请先结转、收回或注销:{accounts}。',
      en: 'Carry over, reclaim or lapse what {planYear} still has: {accounts}.',
    },
  },
  'units-already-posted-after-switch': {
    status: 409,
    title: { zh: '切换日之后已有记录', en: 'The units have entries after the switch day' },
    detail: {
      zh: '切换日 {switchOn} 之后下列账户已有记录:{accounts}。[请先按从新到旧冲正,或改用较晚的切换日:{entries}。]',
      en: 'These accounts moved after {switchOn}: {accounts}.[ Reverse these first, newest first, or switch on a later day: {entries}.]',
    },
  },
  'inferiors-unassigned': {
    status: 409,
    title: { zh: '下级单元未指定隶属', en: 'Units below have no superior any more' },
    detail: {
      zh: '{unit}[ {unitName}] 撤销后下列单元无处隶属:{inferiors}。请在 units 中登记它们自切换日起的新隶属,或将其一并撤销。',
      en: 'These units stand below {unit}[ {unitName}], which ends: {inferiors}. Register in units under whom they stand from the switch day on, or end them too.',
    },
  },
  'reservations-unassigned': {
    status: 409,
    title: { zh: '预占未指定继任单元', en: 'Reservations have no successor' },
    detail: {
      zh: '请为下列预占指定继任单元:{reservations}。',
      en: 'Name a successor for: {reservations}.',
    },
  },
  'division-differs': {
    status: 409,
    title: { zh: '划分与余额不符', en: 'The division differs from the holding' },
    detail: {
      zh: '{unit}[ {unitName}] {indicator} {planYear} 年度 {planKind}:持有 {held},划分 {divided}。',
      en: '{unit}[ {unitName}], {indicator} {planYear} {planKind}: holds {held}, divided {divided}.',
    },
  },
} satisfies Record<string, ProblemEntry>;
