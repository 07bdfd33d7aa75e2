import type { LedgerEvent, LedgerOpened } from '../events.js';
import { parseAccount } from '../account.js';
import { holdingKey, movedKey } from '../keys.js';
import { movedAccounts } from '../owners.js';
import { addDays } from '../../calendar/index.js';
import { dayOf, lotOf } from '../look-up.js';
import type { LedgerState } from '../state.js';
import { freezeOn } from './reorganisation.js';
import { forgetExpired } from './reservations.js';
import { closeThrough, isClosedBy } from '../timeline.js';

/** Folds the entries that move nothing but the ledger itself. False for all others. */
export const foldHead = (state: LedgerState, event: LedgerEvent): boolean => {
  const { head } = state;
  switch (event.type) {
    case 'LedgerOpened':
      open(state, event);
      return true;
    case 'IndicatorDefined': {
      const { indicator } = event.data;
      state.head = {
        ...head,
        indicators: new Map([...head.indicators, [indicator.id, indicator]]),
      };
      return true;
    }
    case 'PlanKindDefined': {
      const { planKind } = event.data;
      state.head = { ...head, planKinds: new Map([...head.planKinds, [planKind.id, planKind]]) };
      return true;
    }
    case 'UnitsRegistered':
      for (const unit of event.data.units) state.units.register(unit);
      freezeOn(state, event.data.staysFrozen);
      return true;
    case 'PolicyAdopted': {
      const { version, from, rows } = event.data;
      state.head = { ...head, policies: [...head.policies, { version, from: dayOf(from), rows }] };
      return true;
    }
    case 'DayAdvanced':
      state.head = { ...head, day: dayOf(event.data.date) };
      freezeOn(state, event.data.staysFrozen);
      return true;
    case 'BooksClosed':
      closeBooks(state, event.data.through);
      return true;
    case 'PlanYearClosed':
      state.head = {
        ...head,
        closedPlanYears: new Set([...head.closedPlanYears, event.data.planYear]),
      };
      return true;
    case 'PlanYearReopened': {
      const closedPlanYears = new Set(head.closedPlanYears);
      closedPlanYears.delete(event.data.planYear);
      state.head = { ...head, closedPlanYears };
      return true;
    }
    case 'PostingSuspended': {
      const { entryId: entry, actor, recordedAt: since, reason } = event.data;
      state.head = {
        ...head,
        suspension: { entry, by: actor.id, unit: actor.unitId, since, reason },
      };
      return true;
    }
    case 'PostingResumed':
      state.head = { ...head, suspension: undefined };
      return true;
    default:
      return false;
  }
};

const open = (state: LedgerState, { data }: LedgerOpened): void => {
  state.head = {
    ...state.head,
    opened: true,
    province: data.province.unitId,
    clock: data.clock,
    opensOn: dayOf(data.opensOn),
    day: dayOf(data.opensOn),
    closedThrough: addDays(dayOf(data.opensOn), -1),
    indicators: new Map(data.indicators.map((one) => [one.id, one])),
    planKinds: new Map(data.planKinds.map((one) => [one.id, one])),
  };
  state.units.register(data.province);
};

/** Days that can no longer be posted to need not be kept apart. */
const closeBooks = (state: LedgerState, through: string): void => {
  const closedThrough = dayOf(through);
  state.head = { ...state.head, closedThrough };
  forgetExpired(state, closedThrough);
  for (const [indicator] of [...state.totals.entries()]) {
    const row = state.totals.edit(indicator);
    if (row !== undefined) closeThrough(row, closedThrough);
  }
  for (const path of movedAccounts(state)) {
    const row = state.accounts.get(path);
    if ((row?.days.at(-1) ?? 0) <= closedThrough) state.owners.remove(movedKey, path);
    if (row === undefined || !isClosedBy(row, closedThrough)) continue;
    const own = state.accounts.edit(path);
    if (own === undefined || !closeThrough(own, closedThrough)) continue;
    state.accounts.delete(path);
    const { unit, lot, bucket } = parseAccount(path);
    if (unit === undefined || bucket !== 'available') continue;
    state.holdings.remove(holdingKey(unit, lotOf(state, lot).indicator), lot);
  }
};
