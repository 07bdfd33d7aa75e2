import type { AnnotateEntry, ConsumeQuota, LedgerCommand } from './commands.js';
import {
  annotationsOfNumber,
  correctedTo,
  newestAnnotation,
  replacementsOf,
  rivalsOf,
} from './corrections.js';
import { advanceClaims } from './decisions/advance-quota.js';
import { claimCandidates } from './decisions/approvals.js';
import { candidatesAfter } from './decisions/moves-after.js';
import { overUseClaims } from './decisions/record-over-use.js';
import { dependentsOf, takersOf } from './decisions/reverse-entry.js';
import { lotId } from './lot.js';
import type { LedgerState } from './state.js';

/** Revisions of the earlier entries a command cites, as far as they exist. */
export const needs = (command: LedgerCommand, state: LedgerState): readonly number[] => {
  const { replaces } = command.data;
  const own = ownNeeds(command, state);
  return replaces === undefined
    ? own
    : [...own, ...state.entries.candidates(replaces), ...replacementsOf(state, replaces)];
};

const ownNeeds = (command: LedgerCommand, state: LedgerState): readonly number[] => {
  switch (command.kind) {
    case 'VoidConsumption':
      return state.entries.candidates(command.data.consumption);
    case 'AnnotateEntry':
      return annotationNeeds(state, command);
    case 'ReverseEntry': {
      const { entry } = command.data;
      return [
        ...state.entries.candidates(entry),
        ...dependentsOf(state, entry, lotsOpenedBy(state, entry)),
        ...takersOf(state, entry),
        ...freedCandidates(state, entry),
      ];
    }
    case 'ReorganiseUnits':
      return candidatesAfter(state, command);
    case 'ConsumeQuota':
      return consumptionCandidates(state, command);
    case 'AdvanceQuota':
      return claimCandidates(state, advanceClaims(command.data));
    case 'RecordOverUse':
      return claimCandidates(state, overUseClaims(command.data));
    default:
      return [];
  }
};

/** Lots are numbered from 1 without gaps, so they can be found without the entry. */
const lotsOpenedBy = (state: LedgerState, entry: string): string[] => {
  const lots: string[] = [];
  for (let n = 1; state.lots.has(lotId(entry, n)); n += 1) lots.push(lotId(entry, n));
  return lots;
};

const annotationNeeds = (state: LedgerState, { data }: AnnotateEntry): number[] => [
  ...state.entries.candidates(data.entry),
  ...newestAnnotation(state, data.entry, data.field),
  ...(data.field === 'approval.number' ? correctedTo(state, data.is) : []),
];

/** When a void is undone: who may have been granted meanwhile what its consumption had given free. */
const freedCandidates = (state: LedgerState, entry: string): number[] => {
  const consumption = state.voids.get(entry)?.consumption;
  const freed = consumption === undefined ? undefined : state.voidings.get(consumption)?.freed;
  if (consumption === undefined || freed === undefined) return [];
  return [
    ...claimCandidates(state, freed.claims),
    ...annotationsOfNumber(state, consumption),
    ...rivalsOf(state, freed.revision),
  ];
};

/**
 * The entries that may have posted the approval: of what is drawn on, and under every project it may turn out to be
 * posted under. Which of the reservations is used is found in the decision.
 */
const consumptionCandidates = (state: LedgerState, { data }: ConsumeQuota): readonly number[] => {
  const { draws = [], automatic = [] } = data;
  const indicators = new Set(automatic.map(({ indicator }) => indicator));
  const projects = new Set([data.project]);
  const reserved = (id: string | undefined): void => {
    if (id !== undefined) projects.add(state.reservations.get(id)?.project);
  };
  reserved(data.reservation);
  for (const draw of draws) {
    if ('direct' in draw) {
      indicators.add(draw.direct.indicator);
      continue;
    }
    const lot = state.lots.get(draw.lot);
    if (lot !== undefined) indicators.add(lot.indicator);
    reserved(draw.reservation);
  }
  const claims = {
    use: 'consumption' as const,
    approval: data.approval.number,
    indicators: [...indicators],
    parcels: data.parcels ?? [],
  };
  return claimCandidates(state, claims, projects);
};
