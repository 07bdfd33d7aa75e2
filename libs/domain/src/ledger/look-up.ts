import { parseDay, type Day } from '../calendar/index.js';
import { vectorOf, type Quantity } from './quantity-of.js';
import { parseAccount } from './account.js';
import type { Vector } from '../quantity/index.js';
import type { Lot } from './lot.js';
import type { Posting } from './posting.js';
import type { LedgerState } from './state.js';

/** The lot of a stored posting. @throws {Error} it was never opened: the log is broken */
export const lotOf = (state: LedgerState, id: string): Lot => {
  const lot = state.lots.get(id);
  if (lot === undefined) throw new Error(`a posting names lot ${id}, which was never opened`);
  return lot;
};

export const amountOf = (state: LedgerState, lot: Lot, quantity: Quantity): Vector =>
  vectorOf(quantity, state.indicatorOf(lot));

/** Indicators of which postings use something up. */
export const consumedIndicators = (state: LedgerState, postings: readonly Posting[]): string[] => {
  const indicators: string[] = [];
  for (const { to } of postings) {
    const { lot, bucket } = parseAccount(to);
    // A final consumption also gives back, perhaps of an indicator it did not use.
    if (bucket !== 'consumed') continue;
    const { indicator } = lotOf(state, lot);
    if (!indicators.includes(indicator)) indicators.push(indicator);
  }
  return indicators;
};

/** A date that was checked when it came in. @throws {RangeError} it was not */
export const dayOf = (date: string): Day => {
  const parsed = parseDay(date);
  if (parsed === undefined) throw new RangeError(`no date: ${date}`);
  return parsed;
};
