import { formatDay, lastDayOf } from '../../calendar/index.js';
import { held, outside } from '../account.js';
import type { CarryOver, LapseQuota } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, startEntry } from '../entry.js';
import type { QuotaCarriedOver, QuotaLapsed } from '../events.js';
import {
  checkNotFrozen,
  checkBooks,
  checkTime,
  checkYearOpen,
  dateOf,
  holderOn,
  lotOfUnit,
  policyOf,
  quantityVector,
  checkAmounts,
} from '../guards.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';

/** 结转: what was saved goes into a successor lot of the next plan year, for as long as policy allows. */
export const carryOver = (command: CarryOver, state: LedgerState): QuotaCarriedOver => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  checkAmounts(state, [data]);
  const unit = holderOn(state, data.unit, on);
  const actorUnit = permit(state, 'CarryOver', data.actor, { from: unit });
  checkTime(state, on);
  checkYearOpen(state, data.toPlanYear);
  const lot = lotOfUnit(state, data.lot, unit);
  if (data.toPlanYear <= lot.planYear) {
    refuse('validity-malformed', { planYear: lot.planYear, toPlanYear: data.toPlanYear });
  }
  const scope = { indicator: lot.indicator, planYear: lot.firstPlanYear, planKind: lot.planKind };
  const { years } = policyOf(state, 'carry-over-term', scope);
  if (data.toPlanYear > lot.firstPlanYear + years) {
    refuse('carry-over-term-exceeded', {
      lot: lot.id,
      firstPlanYear: lot.firstPlanYear,
      toPlanYear: data.toPlanYear,
      yearsAllowed: years,
    });
  }
  // Year by year: what skipped one would lie in none of the tables of that year.
  if (data.toPlanYear !== lot.planYear + 1) {
    refuse('validity-malformed', { planYear: lot.planYear, toPlanYear: data.toPlanYear });
  }
  const quantity = quantityVector(state.indicatorOf(lot), data.quantity);
  const validFrom = data.validFrom ?? formatDay(on);
  const validUntil = data.validUntil ?? formatDay(lastDayOf(data.toPlanYear));
  const termEnds = lastDayOf(lot.firstPlanYear + years);
  const until = dateOf(validUntil, 'validUntil');
  if (dateOf(validFrom, 'validFrom') > until || until > termEnds) {
    refuse('validity-malformed', { validFrom, validUntil, notAfter: formatDay(termEnds) });
  }
  checkNotFrozen(state, unit, lot);

  const draft = new EntryDraft(state, data.entryId, on);
  const successor = draft.open({
    ...draft.lotLike(lot, unit),
    planYear: data.toPlanYear,
    firstPlanYear: lot.firstPlanYear,
    validFrom,
    validUntil,
  });
  draft.move(held(unit, lot.id, 'available'), held(unit, successor, 'available'), quantity);
  draft.checkBalances();
  return {
    type: 'QuotaCarriedOver',
    data: {
      ...entryData(command, state, actorUnit, draft, unit),
      unit,
      lot: lot.id,
      toPlanYear: data.toPlanYear,
    },
  };
};

/** 失效: what was not used in time is nobody's any more. */
export const lapseQuota = (command: LapseQuota, state: LedgerState): QuotaLapsed => {
  const { data } = command;
  const isAutomatic = data.actor.role === 'system';
  const on = startEntry(command, state, isAutomatic ? 'document-optional' : 'document-needed');
  checkAmounts(state, data.draws);
  if (data.draws.length === 0) refuse('nothing-to-do', { field: 'draws' });
  const unit = holderOn(state, data.unit, on);
  const actorUnit = permit(state, 'LapseQuota', data.actor, { from: unit });
  if (isAutomatic) checkBooks(state, on);
  else checkTime(state, on);

  const draft = new EntryDraft(state, data.entryId, on);
  for (const draw of data.draws) {
    const lot = lotOfUnit(state, draw.lot, unit);
    const quantity = quantityVector(state.indicatorOf(lot), draw.quantity);
    draft.move(held(unit, lot.id, 'available'), outside(lot.id, 'lapsed'), quantity);
  }
  draft.checkBalances();
  return {
    type: 'QuotaLapsed',
    data: {
      ...entryData(command, state, actorUnit, draft, unit),
      unit,
      ...(isAutomatic ? { automatic: true } : {}),
    },
  };
};
