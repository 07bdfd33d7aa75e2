import { revisionOf, type CitedEntries } from '../entry.js';
import type { LedgerEvent } from '../events.js';
import { refuse } from '../refusals.js';
import type { LedgerState } from '../state.js';

export interface CitedEntry {
  readonly event: LedgerEvent;
  readonly revision: number;
}

/** An earlier entry that still stands. */
export const citedEntry = (state: LedgerState, cited: CitedEntries, entry: string): CitedEntry => {
  const revision = revisionOf(state, cited, entry);
  const event = revision === undefined ? undefined : cited.get(revision);
  if (revision === undefined || event === undefined) return refuse('entry-unknown', { entry });
  const reversal = state.entries.note(entry, revision);
  if (reversal > 0) {
    refuse('entry-already-reversed', { entry, reversedAt: String(reversal - 1) });
  }
  return { event, revision };
};
