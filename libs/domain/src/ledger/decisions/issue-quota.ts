import { firstDayOf, formatDay, lastDayOf, type Day } from '../../calendar/index.js';
import type { Indicator, Vector } from '../../quantity/index.js';
import { held, outside } from '../account.js';
import type { IssueQuota } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry } from '../entry.js';
import type { QuotaIssued } from '../events.js';
import {
  checkNesting,
  checkPlanKindGiven,
  checkTime,
  checkYearOpen,
  dateOf,
  holderOn,
  indicatorNamed,
  policyOf,
  quantityVector,
} from '../guards.js';
import { issuedKey } from '../keys.js';
import { policyValue } from '../policy.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';

/** 下达, 预下达: the state's quota comes to the province, or to a city planned separately. */
export const issueQuota = (command: IssueQuota, state: LedgerState): QuotaIssued => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  const indicator = indicatorNamed(state, data.indicator);
  checkPlanKindGiven(state, data.planKind);
  const quantity = quantityVector(indicator, data.quantity);
  const validity = validityOf(data, data.planYear, on);
  const unit = holderOn(state, data.unit ?? state.head.province, on);
  const receives = unit === state.head.province || state.units.on(unit, on)?.plannedSeparately;
  if (receives !== true) refuse('not-an-inferior', { unit, of: state.head.province });
  const actorUnit = permit(state, 'IssueQuota', data.actor);
  checkTime(state, on);
  checkYearOpen(state, data.planYear);
  if (data.preIssued === true) checkPreIssue(state, indicator, data.planYear, quantity);
  checkNesting(indicator, quantity);

  const draft = new EntryDraft(state, data.entryId, on);
  const lot = draft.open({
    unit,
    indicator: indicator.id,
    planYear: data.planYear,
    planKind: data.planKind,
    ...present({ purpose: data.purpose, project: data.project }),
    ...validity,
    ...(data.preIssued === true ? { preIssued: true } : {}),
  });
  draft.move(outside(lot, 'source'), held(unit, lot, 'available'), quantity);
  draft.checkBalances();
  return {
    type: 'QuotaIssued',
    data: { ...entryData(command, state, actorUnit, draft), unit },
  };
};

/** A lot is valid in its plan year, from the day it is opened if that is earlier, unless its document says otherwise. */
export const validityOf = (
  stated: { readonly validFrom?: string; readonly validUntil?: string },
  planYear: number,
  on: Day,
): { readonly validFrom: string; readonly validUntil: string } => {
  const newYear = firstDayOf(planYear);
  const from =
    stated.validFrom === undefined
      ? on < newYear
        ? on
        : newYear
      : dateOf(stated.validFrom, 'validFrom');
  const until =
    stated.validUntil === undefined ? lastDayOf(planYear) : dateOf(stated.validUntil, 'validUntil');
  if (from > until) {
    refuse('validity-malformed', { validFrom: formatDay(from), validUntil: formatDay(until) });
  }
  return { validFrom: formatDay(from), validUntil: formatDay(until) };
};

/** At most a share of what the state issued for the year before may be used before the plan arrives (Order 66 art. 10). */
const checkPreIssue = (
  state: LedgerState,
  indicator: Indicator,
  planYear: number,
  quantity: Vector,
): void => {
  const scope = { indicator: indicator.id, planYear };
  const share = policyOf(state, 'pre-issue-share', scope);
  const lastYear = { indicator: indicator.id, planYear: planYear - 1 };
  const stated = policyValue(state.policy(), 'pre-issue-base', lastYear)?.total;
  const issued = state.issued.get(issuedKey(indicator.id, planYear - 1))?.total[0];
  const base = stated === undefined ? issued : BigInt(stated);
  if (base === undefined)
    return refuse('policy-missing', { policy: 'pre-issue-base', ...lastYear });
  const before = state.issued.get(issuedKey(indicator.id, planYear))?.preIssued[0] ?? 0n;
  const asked = quantity[0] ?? 0n;
  const cap = (base * BigInt(share.numerator)) / BigInt(share.denominator);
  if (before + asked <= cap) return;
  refuse('pre-issue-over-share', {
    indicator: indicator.id,
    planYear,
    lastYear: String(base),
    cap: String(cap),
    preIssued: String(before),
    asked: String(asked),
    shortBy: String(before + asked - cap),
  });
};
