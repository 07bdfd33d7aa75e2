import type { CitedEntries } from '../entry.js';
import type { LedgerEvent } from '../events.js';
import { refuse } from '../refusals.js';
import type { LedgerState } from '../state.js';

/** An earlier entry that still stands. */
export const citedEntry = (state: LedgerState, cited: CitedEntries, entry: string): LedgerEvent => {
  const revision = state.entries.find(entry);
  const event = revision === undefined ? undefined : cited.get(revision);
  // Found by fingerprint, so the entry itself says whether it is the one.
  if (event === undefined || event.data.entryId !== entry) {
    return refuse('entry-unknown', { entry });
  }
  const reversal = state.entries.note(entry);
  if (reversal > 0) {
    refuse('entry-already-reversed', { entry, reversedAt: String(reversal - 1) });
  }
  return event;
};
