import type { ProblemEntry } from '#platform';

/** More is asked than is held. */
export const heldProblems = {
  'reservation-exceeded': {
    status: 409,
    title: { zh: '超过预占余量', en: 'More than is left of the reservation' },
    detail: {
      zh: '[预占 {reservation} ][{unitName} ]指标批 {lot} 分项 {component}:预占余 {held},要求 {asked},差 {shortBy}[(自 {firstFailingDay} 起)]。',
      en: '[Reservation {reservation}, ][{unitName}, ]lot {lot}, {component}: {held} reserved, {asked} asked, short by {shortBy}[ from {firstFailingDay}].',
    },
  },
  'insufficient-balance': {
    status: 409,
    title: { zh: '余额不足', en: 'The account holds less than this would take' },
    detail: {
      zh: '[{unitName} ][指标批 {lot} ][分项 {component}:]可用 {held}[,要求 {asked}][,差 {shortBy}][,缺 {missing}][,自 {firstFailingDay} 起不足][(当日可用 {heldOnFirstDay},差 {shortByOnFirstDay};最不足为 {worstDay})]。请减少数量、换用其他指标批,或先申请追加。',
      en: '[{unitName}, ][lot {lot}, ][{component}: ]{held} held[, {asked} asked][, short by {shortBy}][, missing {missing}][ from {firstFailingDay} on][ ({heldOnFirstDay} held and short by {shortByOnFirstDay} on that day; the worst is {worstDay})]. Ask for less, draw on other lots, or request more first.',
    },
  },
  'too-many-postings': {
    status: 422,
    title: { zh: '一笔记录的分录过多', en: 'The entry has too many postings' },
    detail: { zh: '上限 {limit} 条分录,请分笔登记。', en: 'At most {limit}; split the entry.' },
  },
} satisfies Record<string, ProblemEntry>;
