import type { ConsumeQuota, LedgerCommand } from './commands.js';
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
    case 'ConsumeQuota':
      return consumptionCandidates(state, command);
    case 'AdvanceQuota': {
      const { approval, indicator } = command.data;
      if (approval === undefined) return [];
      return approvalCandidates(state, 'consumption', { ...command.data, approval }, [indicator]);
    }
    case 'RecordOverUse':
      return approvalCandidates(state, 'over-use', command.data, [command.data.indicator]);
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

/** The entries that may have posted the approval: under the project it will be posted under, of what is drawn on. */
const consumptionCandidates = (state: LedgerState, { data }: ConsumeQuota): number[] => {
  const { draws = [], automatic = [] } = data;
  const indicators = new Set(automatic.map(({ indicator }) => indicator));
  const reservations = data.reservation === undefined ? [] : [data.reservation];
  for (const draw of draws) {
    if ('direct' in draw) {
      indicators.add(draw.direct.indicator);
      continue;
    }
    const lot = state.lots.get(draw.lot);
    if (lot !== undefined) indicators.add(lot.indicator);
    if (draw.reservation !== undefined) reservations.push(draw.reservation);
  }
  const project = data.project ?? projectOf(state, reservations);
  return approvalCandidates(state, 'consumption', { ...data, project }, indicators);
};

const projectOf = (state: LedgerState, reservations: readonly string[]): string | undefined => {
  for (const id of reservations) {
    const project = state.reservations.get(id)?.project;
    if (project !== undefined) return project;
  }
  return undefined;
};
