import type { LedgerCommand } from './commands.js';
import { approvalCandidates } from './decisions/approvals.js';
import { dependentsOf } from './decisions/reverse-entry.js';
import { lotId } from './lot.js';
import type { LedgerState } from './state.js';

/** Revisions of the earlier entries a command cites, as far as they exist. */
export const needs = (command: LedgerCommand, state: LedgerState): readonly number[] => {
  switch (command.kind) {
    case 'VoidConsumption':
      return entryAt(state, command.data.consumption);
    case 'AnnotateEntry':
      return entryAt(state, command.data.entry);
    case 'ReverseEntry': {
      const { entry } = command.data;
      return [...entryAt(state, entry), ...dependentsOf(state, entry, lotsOpenedBy(state, entry))];
    }
    case 'ConsumeQuota': {
      const { data } = command;
      const reserved = (data.draws ?? []).flatMap((draw) =>
        'reservation' in draw && draw.reservation !== undefined ? [draw.reservation] : [],
      );
      // The project may come from a reservation; an approval is looked up under each that is possible.
      const projects = [data.project, ...projectsOf(state, [data.reservation, ...reserved])];
      return projects.flatMap((project) =>
        approvalCandidates(state, 'consumption', { ...data, project }),
      );
    }
    case 'AdvanceQuota': {
      const { approval } = command.data;
      if (approval === undefined) return [];
      return approvalCandidates(state, 'consumption', { ...command.data, approval });
    }
    case 'RecordOverUse':
      return approvalCandidates(state, 'over-use', command.data);
    default:
      return [];
  }
};

const entryAt = (state: LedgerState, entry: string): number[] => {
  const revision = state.entries.find(entry);
  return revision === undefined ? [] : [revision];
};

/** Lots are numbered from 1 without gaps, so they can be found without the entry. */
const lotsOpenedBy = (state: LedgerState, entry: string): string[] => {
  const lots: string[] = [];
  for (let n = 1; state.lots.has(lotId(entry, n)); n += 1) lots.push(lotId(entry, n));
  return lots;
};

const projectsOf = (
  state: LedgerState,
  reservations: readonly (string | undefined)[],
): (string | undefined)[] =>
  reservations.map((id) => (id === undefined ? undefined : state.reservations.get(id)?.project));
