import type { Freeze, Unfreeze } from '../commands.js';
import { entryData, present, startEntry } from '../entry.js';
import type { QuotaFrozen, QuotaUnfrozen } from '../events.js';
import { checkBooks, liveLot, livingOn, policyOf } from '../guards.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';

/** 冻结: a unit or a lot may not be drawn on, except for project classes that policy lets through. */
export const freeze = (command: Freeze, state: LedgerState): QuotaFrozen => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  if ((data.unit === undefined) === (data.lot === undefined)) {
    refuse('draws-malformed', { field: 'unit or lot' });
  }
  const unit = data.unit === undefined ? undefined : livingOn(state, data.unit, on);
  const actorUnit = permit(state, 'Freeze', data.actor);
  checkBooks(state, on);
  if (data.lot !== undefined) liveLot(state, data.lot);
  const exceptions = data.exceptions ?? [];
  if (exceptions.length > 0) {
    const { projectClasses } = policyOf(state, 'freeze-exceptions');
    const other = exceptions.filter((name) => !projectClasses.includes(name));
    if (other.length > 0) {
      refuse('freeze-exception-not-allowed', { exceptions: other, allowed: projectClasses });
    }
  }
  return {
    type: 'QuotaFrozen',
    data: {
      ...entryData(command, state, actorUnit),
      ...present({ unit, lot: data.lot }),
      withSubtree: data.withSubtree ?? false,
      reason: data.reason,
      exceptions,
    },
  };
};

export const unfreeze = (command: Unfreeze, state: LedgerState): QuotaUnfrozen => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  const actorUnit = permit(state, 'Unfreeze', data.actor);
  checkBooks(state, on);
  if (!state.freezes.has(data.freeze)) refuse('freeze-unknown', { freeze: data.freeze });
  return {
    type: 'QuotaUnfrozen',
    data: { ...entryData(command, state, actorUnit), freeze: data.freeze, reason: data.reason },
  };
};
