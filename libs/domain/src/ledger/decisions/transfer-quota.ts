import { held } from '../account.js';
import type { TransferQuota } from '../commands.js';
import { checkOwesNothing } from '../debts.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry } from '../entry.js';
import type { QuotaTransferred } from '../events.js';
import {
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

/** 调剂: from one unit to another, posted by a superior of both. */
export const transferQuota = (command: TransferQuota, state: LedgerState): QuotaTransferred => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  checkAmounts(state, [data]);
  const fromUnit = holderOn(state, data.fromUnit, on);
  const toUnit = holderOn(state, data.toUnit, on);
  if (fromUnit === toUnit) refuse('same-unit', { unit: fromUnit });
  const actorUnit = permit(state, 'TransferQuota', data.actor, { from: fromUnit, to: [toUnit] });
  checkTime(state, on);
  const lot = lotOfUnit(state, data.lot, fromUnit);
  checkValidity(lot, on);
  const quantity = quantityVector(state.indicatorOf(lot), data.quantity);
  checkNotFrozen(state, fromUnit, lot);
  checkOwesNothing(state, fromUnit, lot.indicator);

  const draft = new EntryDraft(state, data.entryId, on);
  const opened = draft.open(draft.lotLike(lot, toUnit));
  draft.move(held(fromUnit, lot.id, 'available'), held(toUnit, opened, 'available'), quantity);
  draft.checkBalances();
  return {
    type: 'QuotaTransferred',
    data: {
      ...entryData(command, state, actorUnit, draft),
      fromUnit,
      toUnit,
      lot: lot.id,
      ...present({ price: data.price, agreement: data.agreement }),
    },
  };
};
