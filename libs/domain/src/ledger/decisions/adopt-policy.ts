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
  dateOf(from, 'from');
  const actorUnit = permit(state, 'AdoptPolicy', actor);
  checkBooks(state, on);
  if (state.head.policies.some((policy) => policy.version === version)) {
    refuse('policy-version-taken', { version });
  }
  checkRows(state, rows);
  return {
    type: 'PolicyAdopted',
    data: { ...entryData(command, state, actorUnit), version, digest, from, rows },
  };
};
