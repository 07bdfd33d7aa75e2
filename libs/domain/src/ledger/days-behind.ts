import { dayOfInstant, type Day } from '../calendar/index.js';
import type { LedgerState } from './state.js';

/** Days that a ledger may be behind the calendar before a person must say that the clock is right. */
const BEHIND_MAX = 40;

/**
 * Whether a clock is so far past a ledger's last day that it may be wrong: days that are posted stay posted. A ledger
 * that was opened just now, for days long gone by, says itself that they have passed.
 */
export const isFarBehind = (
  { head, lastRecordedAt }: LedgerState,
  today: Day,
  confirmedThrough: Day = head.day,
): boolean =>
  today - Math.max(head.day, confirmedThrough) > BEHIND_MAX &&
  !(head.day === head.opensOn && today - dayOfInstant(lastRecordedAt) <= 1);
