import { rememberReplacement } from '../corrections.js';
import type { LedgerEvent } from '../events.js';
import { dayOf } from '../look-up.js';
import { settle } from '../settlements.js';
import type { LedgerState } from '../state.js';
import { foldFacts } from './facts.js';
import { foldHead } from './head.js';
import { openLots } from './lots.js';
import { applyPostings } from './postings.js';
import { openReservations } from './reservations.js';

/**
 * Adds one stored event to the state, in place.
 * @throws {Error} the event breaks an invariant: the log is not one that these rules wrote
 */
export const fold = (state: LedgerState, event: LedgerEvent, revision: number): void => {
  const { data } = event;
  state.revision = revision;
  state.lastRecordedAt = data.recordedAt;
  state.entries.set(data.entryId, revision);
  if (data.replaces !== undefined) rememberReplacement(state, data.replaces, revision);
  if (foldHead(state, event)) return;

  const on = dayOf(data.effectiveOn);
  openLots(state, data.lots, revision, on);
  openReservations(state, event, on);
  applyPostings(state, event, revision, on);
  foldFacts(state, event, revision);
  for (const settlement of data.settles ?? []) settle(state, settlement, 1n);
};
