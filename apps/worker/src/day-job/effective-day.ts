import { addDays, policyValue, type Day, type LedgerState } from '#domain';

/**
 * The day a follow-up takes effect: the one it belongs to, or the first one the books still take when
 * the job comes late (it stood still, or days were driven faster than it follows).
 */
export const effectiveDay = (state: LedgerState, due: Day): Day => {
  const { day, closedThrough } = state.head;
  const limit = policyValue(state.policy(), 'backdating-limit')?.days ?? 0;
  const firstAllowed = later(addDays(closedThrough, 1), addDays(day, -limit));
  return later(due, firstAllowed);
};

const later = (a: Day, b: Day): Day => (a > b ? a : b);
