import type { LedgerEvent } from './events.js';

/**
 * The earlier entry that this one speaks of: undoes, annotates, voids or ends. One answer for those who show an entry and
 * those who publish it.
 */
export const entryConcerned = ({ type, data }: LedgerEvent): string | undefined => {
  switch (type) {
    case 'EntryReversed':
    case 'EntryAnnotated':
      return data.entry;
    case 'ConsumptionVoided':
      return data.consumption;
    case 'QuotaUnfrozen':
      return data.freeze;
    case 'PostingResumed':
      return data.suspension;
    default:
      return undefined;
  }
};
