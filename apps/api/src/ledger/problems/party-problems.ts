import type { ProblemEntry } from '#platform';

/** Units and rights. */
export const partyProblems = {
  'unit-unknown': {
    status: 404,
    title: { zh: '没有该区划单元', en: 'The unit is unknown' },
    detail: {
      zh: '台账没有登记过 {unit}[(查询日期 {on})]。',
      en: '{unit} was never registered[ (asked for {on})].',
    },
  },
  'unit-not-in-force': {
    status: 409,
    title: { zh: '区划单元在该日不存在', en: 'The unit is not in force on that day' },
    detail: {
      zh: '{unit}[ {unitName}][ 在 {on}] 尚未设立或已撤销[(撤销于 {endedOn})][,继任单元:{successors}]。[该日请用:{called}。][撤销后才报来的事项,由继任单元自 {postFrom} 起记账,原批准日期写入文件或备注。]',
      en: '{unit}[ {unitName}] was not there[ on {on}][ (it ended {endedOn})][; successors: {successors}].[ On that day write {called}.][ What is heard of after its end is posted by a successor, from {postFrom} on; its own date goes into document or note.]',
    },
  },
  'unit-holds-no-quota': {
    status: 409,
    title: { zh: '该单元不持有指标', en: 'The unit holds no quota' },
    detail: {
      zh: '{unit}[ {unitName}] 只作区划登记,不设指标账户。',
      en: '{unit}[ {unitName}] is registered without accounts.',
    },
  },
  'unit-holds-quota': {
    status: 409,
    title: { zh: '该单元尚有指标,不能改为不设账户', en: 'The unit still holds or owes quota' },
    detail: {
      zh: '{unit}[ {unitName}] 自 {from} 起仍有余额:{accounts}。请先收回、调出、核销或抵清,再改为不设账户。',
      en: '{unit}[ {unitName}] still has balances from {from} on: {accounts}. Reclaim, transfer, use or settle them first; then it can be told to hold none.',
    },
  },
  'unit-malformed': {
    status: 422,
    title: { zh: '区划单元登记内容不正确', en: 'The unit is malformed' },
    detail: {
      zh: '单元 {unit} 的 {field} 不正确[({level} 不得隶属于 {parentLevel} {parent})][({level} 之下已有 {inferior})]。',
      en: 'Unit {unit}: {field}[: a {level} does not stand below {parent}, a {parentLevel}][: {inferior} stands below it and would not stand below a {level}].',
    },
  },
  'unit-already-registered': {
    status: 409,
    title: { zh: '区划单元已登记', en: 'The unit is registered already' },
    detail: {
      zh: '{unit}[ {unitName}] 已有自 {from} 起的版本,新版本须晚于此日。',
      en: '{unit}[ {unitName}] has a version from {from}; a new one starts later.',
    },
  },
  'code-taken': {
    status: 409,
    title: { zh: '区划代码已被占用', en: 'The code is taken' },
    detail: {
      zh: '代码 {code} 属于 {holder}[ {holderName}]。',
      en: 'Code {code} belongs to {holder}[ {holderName}].',
    },
  },
  'own-successor': {
    status: 422,
    title: { zh: '撤销的单元不能作自己的继任', en: 'A unit cannot be its own successor' },
    detail: {
      zh: '{unit} 由本次调整撤销,不能又由它承接。沿用代码[ {code}] 的新单元须另取单元编号,例如 {suggested},并以此编号(或以代码)作继任。',
      en: '{unit} ends by this entry and cannot carry on what it held. The new unit that takes over the code[ {code}] needs a unitId of its own, for example {suggested}; name it by that, or by its code, as successor.',
    },
  },
  'not-an-inferior': {
    status: 409,
    title: { zh: '不是下级单元', en: 'Not an inferior unit' },
    detail: {
      zh: '{unit}[ {unitName}] 不在 {of}[ {ofName}] 之下。',
      en: '{unit}[ {unitName}] does not lie under {of}[ {ofName}].',
    },
  },
  'not-permitted': {
    status: 403,
    title: { zh: '无权记此账', en: 'You may not post this' },
    detail: {
      zh: '角色 {role}(单元 {unit}[ {unitName}][,已于 {endedOn} 撤销])不得执行 {action}[,涉及单元 {of}]。',
      en: 'Role {role} of {unit}[ {unitName}][, which ended {endedOn},] may not {action}[ for {of}].',
    },
  },
} satisfies Record<string, ProblemEntry>;
