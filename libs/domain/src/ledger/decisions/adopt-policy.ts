import { formatDay, type Day } from '../../calendar/index.js';
import type { AdoptPolicy } from '../commands.js';
import { entryData, startEntry } from '../entry.js';
import type { PolicyAdopted } from '../events.js';
import { checkBooks, dateOf } from '../guards.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';
import { checkRows } from './policy-rows.js';

export const adoptPolicy = (command: AdoptPolicy, state: LedgerState): PolicyAdopted => {
  const on = startEntry(command, state, 'document-optional');
  const { version, digest, from, rows, actor } = command.data;
  const begins = dateOf(from, 'from');
  const actorUnit = permit(state, 'AdoptPolicy', actor);
  checkBooks(state, on);
  checkBegins(state, begins);
  if (state.head.policies.some((policy) => policy.version === version)) {
    refuse('policy-version-taken', { version });
  }
  checkRows(state, rows);
  return {
    type: 'PolicyAdopted',
    data: { ...entryData(command, state, actorUnit), version, digest, from, rows },
  };
};

/** Days before the ledger opened hold no entries; those of closed books do, and were judged by other rows. */
const checkBegins = ({ head: { closedThrough, opensOn } }: LedgerState, begins: Day): void => {
  if (begins > closedThrough || closedThrough < opensOn) return;
  refuse('books-closed', {
    effectiveOn: formatDay(begins),
    closedThrough: formatDay(closedThrough),
    field: 'from',
  });
};
