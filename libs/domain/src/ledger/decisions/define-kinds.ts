import type { Indicator } from '../../quantity/index.js';
import type { DefineIndicator, DefinePlanKind } from '../commands.js';
import { entryData, startEntry } from '../entry.js';
import type { IndicatorDefined, PlanKindDefined } from '../events.js';
import { checkBooks } from '../guards.js';
import { isKindId } from '../names.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';

/** Read models keep one column a component. */
const COMPONENTS_MAX = 4;

export const checkKindId = (field: string, name: string): void => {
  if (!isKindId(name)) refuse('name-malformed', { field, name });
};

/** Components are named, differ from each other, and nest in ones that are there. */
export const checkIndicator = ({ id, components, nesting }: Indicator): void => {
  const names = components.map(({ name }) => name);
  checkKindId('indicator.id', id);
  for (const name of names) checkKindId('component.name', name);
  const isSound =
    names.length > 0 &&
    names.length <= COMPONENTS_MAX &&
    new Set(names).size === names.length &&
    nesting.flat().every((name) => names.includes(name));
  if (!isSound) refuse('component-unknown', { indicator: id, components: names });
};

export const defineIndicator = (command: DefineIndicator, state: LedgerState): IndicatorDefined => {
  const on = startEntry(command, state, 'document-optional');
  const { indicator, actor } = command.data;
  if (state.head.indicators.has(indicator.id)) {
    refuse('indicator-already-defined', { indicator: indicator.id });
  }
  checkIndicator(indicator);
  const actorUnit = permit(state, 'DefineIndicator', actor);
  checkBooks(state, on);
  return { type: 'IndicatorDefined', data: { ...entryData(command, state, actorUnit), indicator } };
};

export const definePlanKind = (command: DefinePlanKind, state: LedgerState): PlanKindDefined => {
  const on = startEntry(command, state, 'document-optional');
  const { planKind, actor } = command.data;
  if (state.head.planKinds.has(planKind.id)) {
    refuse('plan-kind-already-defined', { planKind: planKind.id });
  }
  checkKindId('planKind.id', planKind.id);
  const actorUnit = permit(state, 'DefinePlanKind', actor);
  checkBooks(state, on);
  return { type: 'PlanKindDefined', data: { ...entryData(command, state, actorUnit), planKind } };
};
