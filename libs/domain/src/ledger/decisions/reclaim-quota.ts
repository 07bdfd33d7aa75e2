import type { Day } from '../../calendar/index.js';
import { held } from '../account.js';
import type { ReclaimQuota } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, startEntry } from '../entry.js';
import type { QuotaReclaimed } from '../events.js';
import {
  checkAmounts,
  checkBooks,
  checkTime,
  holderOn,
  lotOfUnit,
  quantityVector,
} from '../guards.js';
import type { Lot } from '../lot.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';

/**
 * 收回: what a unit did not use goes back to the superior it came from: into the lot it was taken from where that is
 * still valid, otherwise into a new child lot. By a document, or by policy on the day after the use deadline.
 */
export const reclaimQuota = (command: ReclaimQuota, state: LedgerState): QuotaReclaimed => {
  const { data } = command;
  const isAutomatic = data.actor.role === 'system';
  const on = startEntry(command, state, isAutomatic ? 'document-optional' : 'document-needed');
  checkAmounts(state, data.draws);
  const unit = holderOn(state, data.unit, on);
  const [first] = data.draws;
  if (first === undefined) return refuse('nothing-to-do', { field: 'draws' });
  if (unit === state.head.province) refuse('not-an-inferior', { unit, of: unit });
  const toUnit = giverOf(state, lotOfUnit(state, first.lot, unit), unit, on);
  const actorUnit = permit(state, 'ReclaimQuota', data.actor, { from: toUnit, to: [unit] });
  if (isAutomatic) checkBooks(state, on);
  else checkTime(state, on);

  const draft = new EntryDraft(state, data.entryId, on);
  for (const draw of data.draws) {
    const lot = lotOfUnit(state, draw.lot, unit);
    if (giverOf(state, lot, unit, on) !== toUnit) {
      refuse('draws-malformed', { lot: lot.id, unit: toUnit });
    }
    const quantity = quantityVector(state.indicatorOf(lot), draw.quantity);
    const parent = lot.parent === undefined ? undefined : state.lots.get(lot.parent);
    const returns =
      parent !== undefined &&
      isHeldBy(state, parent, toUnit) &&
      !parent.ended &&
      parent.validFrom <= on &&
      on <= parent.validUntil;
    const target = returns ? parent.id : draft.open(draft.lotLike(lot, toUnit));
    draft.move(held(unit, lot.id, 'available'), held(toUnit, target, 'available'), quantity);
  }
  draft.checkBalances();
  return {
    type: 'QuotaReclaimed',
    data: {
      ...entryData(command, state, actorUnit, draft, toUnit),
      unit,
      toUnit,
      ...(isAutomatic ? { automatic: true } : {}),
    },
  };
};

/** Opened for a unit, or come to it by a reorganisation. */
const isHeldBy = (state: LedgerState, lot: Lot, unit: string): boolean =>
  lot.unit === unit || state.accounts.get(held(unit, lot.id, 'available')) !== undefined;

/**
 * The superior a lot came from: the nearest holder up its lineage, or a unit that came after it, that stands above the
 * unit and has accounts; else the province.
 */
export const giverOf = (state: LedgerState, lot: Lot, unit: string, on: Day): string => {
  for (let id = lot.parent; id !== undefined; id = state.lots.get(id)?.parent) {
    const holder = state.lots.get(id)?.unit;
    for (const one of holder === undefined ? [] : state.units.heirs(holder)) {
      if (state.units.holdsFrom(one, on) && state.units.isBelow(unit, one, on)) return one;
    }
  }
  return state.head.province;
};
