import { History } from './history.js';
import { issueAndAllocate, reserveAndUse } from './first-half-year.js';
import { closeTheYear, correct, oweAndPay } from './second-half-year.js';

/**
 * One year in which every kind of entry happens once, with round figures. Units: 省 u-p, 市 u-t, 南湖 u-c,
 * 秀洲 u-d, which ends on 2017-11-01 and goes on as u-e.
 */
export const fullYear = (): History => {
  const history = new History('2017-01-01').open();
  issueAndAllocate(history);
  reserveAndUse(history);
  oweAndPay(history);
  correct(history);
  closeTheYear(history);
  return history;
};
