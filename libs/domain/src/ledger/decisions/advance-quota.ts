import { held, outside } from '../account.js';
import type { AdvanceQuota, ConfirmAdvance } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry, type CitedEntries } from '../entry.js';
import type { AdvanceConfirmed, Claims, QuotaAdvanced } from '../events.js';
import {
  checkAmounts,
  checkDayWithin,
  checkNesting,
  checkLotNotFrozen,
  checkUnitNotFrozen,
  checkPlanKindGiven,
  checkTime,
  checkValidity,
  checkYearOpen,
  holderOn,
  indicatorNamed,
  liveLot,
  lotOfUnit,
  quantityVector,
  someOf,
} from '../guards.js';
import { dayOf } from '../look-up.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';
import { checkApprovalDate, checkIndicatorsTogether, checkUnused } from './approvals.js';
import { validityOf } from './issue-quota.js';
import { checkNotBefore } from './reservations.js';

/** 预支: used before it is confirmed. It is owed until the state confirms it or own quota covers it. */
export const advanceQuota = (
  command: AdvanceQuota,
  state: LedgerState,
  cited: CitedEntries,
): QuotaAdvanced => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  const indicator = indicatorNamed(state, data.indicator);
  checkPlanKindGiven(state, data.planKind);
  const quantity = quantityVector(indicator, data.quantity);
  const validity = validityOf(data, data.planYear, on);
  if ((data.use === 'consumed') !== (data.approval !== undefined)) {
    refuse('draws-malformed', { field: 'approval' });
  }
  if (data.approval !== undefined) checkApprovalDate(data.approval, on);
  const unit = holderOn(state, data.unit, on);
  const actorUnit = permit(state, 'AdvanceQuota', data.actor, { from: unit });
  checkTime(state, on);
  checkYearOpen(state, data.planYear);
  // What is consumed is used on that day; what becomes available may wait for its lot to be valid.
  if (data.use === 'consumed') {
    const [from, until] = [dayOf(validity.validFrom), dayOf(validity.validUntil)];
    checkDayWithin(on, from, until, { planYear: data.planYear });
  }
  if (data.approval !== undefined) {
    const drawn = new Set([indicator.id]);
    checkIndicatorsTogether(state, drawn);
  }
  // An advance to be used later names no approval, but may name parcels: they are its own from then on.
  checkUnused(state, cited, advanceClaims(data));
  checkNesting(indicator, quantity);
  checkUnitNotFrozen(state, unit, data);

  const draft = new EntryDraft(state, data.entryId, on);
  const restriction = present({ purpose: data.purpose, project: data.project });
  const lot = draft.open({
    unit,
    indicator: indicator.id,
    planYear: data.planYear,
    planKind: data.planKind,
    ...restriction,
    ...validity,
  });
  draft.move(held(unit, lot, 'advance'), held(unit, lot, data.use), quantity);
  draft.checkBalances();
  return {
    type: 'QuotaAdvanced',
    data: {
      ...entryData(command, state, actorUnit, draft, unit),
      unit,
      use: data.use,
      ...present({ approval: data.approval, project: data.project, parcels: data.parcels }),
    },
  };
};

export const advanceClaims = ({
  approval,
  project,
  indicator,
  parcels,
}: AdvanceQuota['data']): Claims => ({
  use: 'consumption',
  ...present({ approval: approval?.number, project }),
  indicators: approval === undefined ? [] : [indicator],
  parcels: parcels ?? [],
});

/** 确认: by the state, or covered from the unit's own lots. Never more than is owed. */
export const confirmAdvance = (command: ConfirmAdvance, state: LedgerState): AdvanceConfirmed => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  if ((someOf(data.draws) === undefined) === (data.quantity === undefined)) {
    refuse('draws-malformed', { field: 'draws or quantity' });
  }
  checkAmounts(state, [
    ...(data.draws ?? []),
    ...(data.quantity === undefined ? [] : [{ lot: data.advance, quantity: data.quantity }]),
  ]);
  const unit = holderOn(state, data.unit, on);
  const actorUnit = permit(state, 'ConfirmAdvance', data.actor, { from: unit });
  checkTime(state, on);
  const advance = liveLot(state, data.advance);
  const owed = held(unit, advance.id, 'advance');
  if (advance.unit !== unit && state.accounts.get(owed) === undefined) {
    refuse('lot-of-other-unit', { lot: advance.id, unit, holder: advance.unit });
  }
  checkNotBefore(advance.openedOn, on, advance.id);

  const draft = new EntryDraft(state, data.entryId, on);
  const indicator = state.indicatorOf(advance);
  if (data.quantity !== undefined) {
    const quantity = quantityVector(indicator, data.quantity);
    draft.move(outside(advance.id, 'source'), owed, quantity);
  }
  for (const draw of data.draws ?? []) {
    const lot = lotOfUnit(state, draw.lot, unit);
    checkValidity(lot, on);
    if (lot.indicator !== advance.indicator) refuse('draws-malformed', { lot: lot.id });
    checkLotNotFrozen(state, unit, lot);
    const quantity = quantityVector(indicator, draw.quantity);
    draft.move(held(unit, lot.id, 'available'), owed, quantity);
  }
  draft.checkBalances();
  return {
    type: 'AdvanceConfirmed',
    data: { ...entryData(command, state, actorUnit, draft, unit), unit, advance: advance.id },
  };
};
