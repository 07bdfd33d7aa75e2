import { sum } from '../../quantity/index.js';
import { held } from '../account.js';
import type { AllocateQuota } from '../commands.js';
import { checkOwesNothing } from '../debts.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry } from '../entry.js';
import type { QuotaAllocated } from '../events.js';
import {
  checkNesting,
  checkNotFrozen,
  checkTime,
  checkValidity,
  holderOn,
  lotOfUnit,
  quantityVector,
  checkAmounts,
} from '../guards.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';
import { restrictionOf, validityWithin } from './split-quota.js';

/** 分解下达: from a superior to units below it, many in one entry. A level may be skipped. */
export const allocateQuota = (command: AllocateQuota, state: LedgerState): QuotaAllocated => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  checkAmounts(
    state,
    data.to.map(({ quantity }) => ({ lot: data.lot, quantity })),
  );
  if (data.to.length === 0) refuse('nothing-to-do', { field: 'to' });
  const fromUnit = holderOn(state, data.fromUnit, on);
  const targets = data.to.map((target) => ({ ...target, unit: holderOn(state, target.unit, on) }));
  for (const { unit } of targets) {
    if (unit === fromUnit) refuse('same-unit', { unit });
    if (!state.units.isBelow(unit, fromUnit, on)) {
      refuse('not-an-inferior', { unit, of: fromUnit });
    }
  }
  const units = targets.map(({ unit }) => unit);
  const actorUnit = permit(state, 'AllocateQuota', data.actor, { from: fromUnit, to: units });
  checkTime(state, on);
  const lot = lotOfUnit(state, data.lot, fromUnit);
  checkValidity(lot, on);

  const indicator = state.indicatorOf(lot);
  const quantities = targets.map(({ quantity }) => quantityVector(indicator, quantity));
  checkNesting(indicator, sum(quantities, indicator.components.length));
  checkNotFrozen(state, fromUnit, lot);
  checkOwesNothing(state, fromUnit, lot.indicator);
  const draft = new EntryDraft(state, data.entryId, on);
  targets.forEach((target, i) => {
    const opened = draft.open({
      ...draft.lotLike(lot, target.unit),
      ...present(restrictionOf(lot, target)),
      ...validityWithin(lot, target),
    });
    const to = held(target.unit, opened, 'available');
    draft.move(held(fromUnit, lot.id, 'available'), to, quantities[i] ?? []);
  });
  draft.checkBalances();
  return {
    type: 'QuotaAllocated',
    data: {
      ...entryData(command, state, actorUnit, draft, fromUnit),
      fromUnit,
      lot: lot.id,
    },
  };
};
