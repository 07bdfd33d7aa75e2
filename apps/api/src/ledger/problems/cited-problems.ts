import type { ProblemEntry } from '#platform';

/** Entries, lots, reservations and freezes that are named and cannot be used so. */
export const citedProblems = {
  'entry-unknown': {
    status: 404,
    title: { zh: '没有该笔记录', en: 'There is no such entry' },
    detail: {
      zh: '台账没有记录 {entry}[(它是 {entryType})]。',
      en: 'No such entry: {entry}[ is {entryType}].',
    },
  },
  'lot-unknown': {
    status: 404,
    title: { zh: '没有该指标批', en: 'There is no such lot' },
    detail: { zh: '台账没有指标批 {lot}。', en: 'The ledger has no lot {lot}.' },
  },
  'lot-ended': {
    status: 409,
    title: { zh: '指标批已终止', en: 'The lot has ended' },
    detail: {
      zh: '指标批 {lot} 的来源记录已冲正。',
      en: 'The entry that opened lot {lot} was reversed.',
    },
  },
  'lot-not-valid': {
    status: 409,
    title: { zh: '指标批在该日无效', en: 'The lot is not valid on that day' },
    detail: {
      zh: '[指标批 {lot} ][{planYear} 年度指标]有效期 {validFrom} 至 {validUntil},生效日期 {on}。',
      en: '[Lot {lot}][A lot of {planYear}] is valid {validFrom} to {validUntil}, not on {on}.',
    },
  },
  'lot-restricted': {
    status: 409,
    title: { zh: '指标批限定了用途或项目', en: 'The lot is bound to a purpose or project' },
    detail: {
      zh: '指标批 {lot} 限用于[项目 {project}][ 用途 {purpose}]。',
      en: 'Lot {lot} is bound to[ project {project}][ purpose {purpose}].',
    },
  },
  'lot-of-other-unit': {
    status: 409,
    title: { zh: '指标批不属于该单元', en: 'The lot belongs to another unit' },
    detail: {
      zh: '指标批 {lot} 属于 {holder}[ {holderName}],不属于 {unit}[ {unitName}]。',
      en: 'Lot {lot} belongs to {holder}[ {holderName}], not to {unit}[ {unitName}].',
    },
  },
  'reservation-unknown': {
    status: 404,
    title: { zh: '没有该预占', en: 'There is no such reservation' },
    detail: { zh: '台账没有预占 {reservation}。', en: 'There is no reservation {reservation}.' },
  },
  'reservation-closed': {
    status: 409,
    title: { zh: '预占已了结', en: 'The reservation is closed' },
    detail: {
      zh: '预占 {reservation} 已全部使用、解除或到期。',
      en: 'Nothing is left of reservation {reservation}: used, released or expired.',
    },
  },
  'reservation-of-other-unit': {
    status: 409,
    title: { zh: '预占不属于该单元', en: 'The reservation belongs to another unit' },
    detail: {
      zh: '预占 {reservation} 属于 {unit}[ {unitName}]。',
      en: 'Reservation {reservation} belongs to {unit}[ {unitName}].',
    },
  },
  'reservation-expired': {
    status: 409,
    title: { zh: '预占已过期', en: 'The reservation has expired' },
    detail: {
      zh: '[预占 {reservation} ]截止 {expiresOn}[,台账日 {ledgerDay}]。',
      en: '[Reservation {reservation}: ]last day {expiresOn}[, ledger at {ledgerDay}].',
    },
  },
  'reservation-of-other-project': {
    status: 409,
    title: { zh: '预占属于另一项目', en: 'The reservation is for another project' },
    detail: {
      zh: '预占 {reservation} 用于项目 {project}。',
      en: 'Reservation {reservation} is for project {project}.',
    },
  },
  'before-cited-entry': {
    status: 409,
    title: { zh: '早于所引记录', en: 'Before the entry it follows' },
    detail: {
      zh: '所引 {entry} 为 {citedOn},本笔生效日期 {effectiveOn} 不得更早。',
      en: '{entry} is of {citedOn}; this cannot be effective on {effectiveOn}.',
    },
  },
  'not-on-expiry-day': {
    status: 409,
    title: { zh: '冲正到期须以到期当日为准', en: 'An expiry is reversed on its own day' },
    detail: {
      zh: '{entry} 的生效日期为 {citedOn}。请以该日冲正;若以 {effectiveOn} 冲正,其间各日预占仍为空,限期内的批准将无法登记。',
      en: '{entry} is of {citedOn}. Reverse it on that day: reversed on {effectiveOn}, the reservation would be empty on the days between, and no approval given in time could be recorded.',
    },
  },
  'freeze-unknown': {
    status: 404,
    title: { zh: '没有该冻结', en: 'There is no such freeze' },
    detail: { zh: '没有生效中的冻结 {freeze}。', en: 'No freeze {freeze} is in force.' },
  },
} satisfies Record<string, ProblemEntry>;
