import { addDays, type Day, type LedgerState } from '#domain';

/**
 * The day a follow-up takes effect: the one it belongs to, or the first one whose books are still open when the job comes
 * late (it stood still, or days were driven faster than it follows).
 */
export const effectiveDay = ({ head }: LedgerState, due: Day): Day => {
  const firstOpen = addDays(head.closedThrough, 1);
  return due > firstOpen ? due : firstOpen;
};
