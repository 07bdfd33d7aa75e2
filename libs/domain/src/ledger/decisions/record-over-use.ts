import { firstDayOf, formatDay, lastDayOf } from '../../calendar/index.js';
import { add } from '../../quantity/index.js';
import { held } from '../account.js';
import type { RecordOverUse } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry, type CitedEntries } from '../entry.js';
import type { Claims, OverUseRecorded } from '../events.js';
import {
  checkDayWithin,
  checkNesting,
  checkNotFrozen,
  checkTime,
  checkYearOpen,
  holderOn,
  indicatorNamed,
  quantityVector,
  checkAmounts,
} from '../guards.js';
import { owedUnder } from '../debts.js';
import { overUseKey } from '../keys.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';
import { checkApprovalDate, checkUnused } from './approvals.js';
import { availableDraw } from './reserve-quota.js';

/**
 * 超用: an approval beyond what was held, recorded as the fact it is. What the same approval drew on lots belongs to
 * the entry, because the land of an approval nests as a whole: a county may be over on cultivated land alone.
 */
export const recordOverUse = (
  command: RecordOverUse,
  state: LedgerState,
  cited: CitedEntries,
): OverUseRecorded => {
  const { data } = command;
  const { planYear } = data;
  const on = startEntry(command, state, 'document-optional');
  checkAmounts(state, data.draws ?? []);
  const indicator = indicatorNamed(state, data.indicator);
  const over = quantityVector(indicator, data.quantity);
  checkApprovalDate(data.approval, on);
  const unit = holderOn(state, data.unit, on);
  const actorUnit = permit(state, 'RecordOverUse', data.actor, { from: unit });
  checkTime(state, on);
  checkYearOpen(state, planYear);

  // Booked to another year, it would never be deducted where it arose.
  checkDayWithin(on, firstDayOf(planYear), lastDayOf(planYear), { planYear });
  const draft = new EntryDraft(state, data.entryId, on);
  const draws = (data.draws ?? []).map((draw) => availableDraw(state, unit, draw, on, data));
  let sum = over;
  for (const { lot, amount } of draws) {
    if (lot.indicator !== indicator.id) refuse('draws-malformed', { lot: lot.id });
    sum = add(sum, amount);
  }
  checkUnused(state, cited, overUseClaims(data));
  checkNesting(indicator, sum);
  for (const { lot, amount } of draws) {
    checkNotFrozen(state, unit, lot, data);
    draft.move(held(unit, lot.id, 'available'), held(unit, lot.id, 'consumed'), amount);
  }
  const known = owedUnder(state, overUseKey(unit, indicator.id, planYear))[0]?.id;
  const lot =
    known ??
    draft.open({
      unit,
      indicator: indicator.id,
      planYear: planYear,
      planKind: 'over-use',
      validFrom: formatDay(firstDayOf(planYear)),
      validUntil: formatDay(lastDayOf(planYear)),
    });
  draft.move(held(unit, lot, 'overused'), held(unit, lot, 'consumed'), over);
  draft.checkBalances();
  return {
    type: 'OverUseRecorded',
    data: {
      ...entryData(command, state, actorUnit, draft, unit),
      unit,
      overUse: lot,
      approval: data.approval,
      ...present({ project: data.project, parcels: data.parcels }),
    },
  };
};

export const overUseClaims = ({
  approval,
  project,
  indicator,
  draws = [],
  parcels,
}: RecordOverUse['data']): Claims => ({
  use: 'over-use',
  approval: approval.number,
  ...present({ project }),
  indicators: [indicator],
  ...(draws.length === 0 ? {} : { draws: [indicator] }),
  parcels: parcels ?? [],
});
