import { firstDayOf, formatDay, lastDayOf } from '../../calendar/index.js';
import { isZero, subtract, sum, type Indicator, type Vector } from '../../quantity/index.js';
import { held, outside, type AccountPath } from '../account.js';
import type { DeductQuota } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, startEntry } from '../entry.js';
import type { QuotaDeducted } from '../events.js';
import {
  checkTime,
  holderOn,
  indicatorNamed,
  lotOfUnit,
  quantityVector,
  shown,
} from '../guards.js';
import { overUseKey } from '../keys.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';
import { pickDraws, type PickedDraw } from './draws.js';

/**
 * 扣减、核减. For over-use: what is held makes good what was over-used, as far as it goes; the rest stays over-used.
 * As a sanction: what is held is taken, and the rest is owed and paid from later receipts.
 */
export const deductQuota = (command: DeductQuota, state: LedgerState): QuotaDeducted => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  const indicator = indicatorNamed(state, data.indicator);
  const quantity = quantityVector(indicator, data.quantity);
  const unit = holderOn(state, data.unit, on);
  const actorUnit = permit(state, 'DeductQuota', data.actor, { from: unit });
  checkTime(state, on);

  const draft = new EntryDraft(state, data.entryId, on);
  if (data.reason === 'over-use') {
    makeGood(state, draft, unit, indicator, quantity, data);
  } else {
    sanction(state, draft, unit, indicator, quantity, data);
  }
  draft.checkBalances();
  return {
    type: 'QuotaDeducted',
    data: {
      ...entryData(command, state, actorUnit, draft),
      unit,
      reason: data.reason,
      indicator: indicator.id,
    },
  };
};

type Asked = DeductQuota['data'];

const makeGood = (
  state: LedgerState,
  draft: EntryDraft,
  unit: string,
  indicator: Indicator,
  quantity: Vector,
  data: Asked,
): void => {
  const overUse = state.owed.get(overUseKey(unit, indicator.id, data.planYear))?.ids[0];
  const owed =
    overUse === undefined
      ? quantity.map(() => 0n)
      : draft.owedIn(held(unit, overUse, 'overused'), quantity.length);
  const component = quantity.findIndex((asked, i) => asked > (owed[i] ?? 0n));
  if (overUse === undefined || component >= 0) {
    const asked = quantity[component] ?? 0n;
    const outstanding = owed[component] ?? 0n;
    return refuse('deduction-exceeds-over-use', {
      unit,
      indicator: indicator.id,
      planYear: data.planYear,
      component: indicator.components[component]?.name ?? '',
      held: String(outstanding),
      asked: String(asked),
      shortBy: String(asked - outstanding),
    });
  }
  const draws = takenFrom(state, draft, unit, indicator, quantity, data);
  if (draws.length === 0) {
    refuse('insufficient-balance', {
      unit,
      bucket: 'available',
      indicator: indicator.id,
      held: '0',
      missing: shown(indicator, quantity),
    });
  }
  move(draft, unit, draws, () => held(unit, overUse, 'overused'));
};

const sanction = (
  state: LedgerState,
  draft: EntryDraft,
  unit: string,
  indicator: Indicator,
  quantity: Vector,
  data: Asked,
): void => {
  const draws = takenFrom(state, draft, unit, indicator, quantity, data);
  move(draft, unit, draws, ({ lot }) => outside(lot.id, 'deducted'));
  const taken = sum(
    draws.map(({ amount }) => amount),
    quantity.length,
  );
  const rest = subtract(quantity, taken);
  if (isZero(rest)) return;
  const debt = draft.open({
    unit,
    indicator: indicator.id,
    planYear: data.planYear,
    planKind: 'sanction',
    validFrom: formatDay(firstDayOf(data.planYear)),
    validUntil: formatDay(lastDayOf(data.planYear)),
  });
  draft.move(held(unit, debt, 'debt'), outside(debt, 'deducted'), rest);
};

/** The lots named, or what is held in draw order as far as it goes. A freeze does not protect from a deduction. */
const takenFrom = (
  state: LedgerState,
  draft: EntryDraft,
  unit: string,
  indicator: Indicator,
  amount: Vector,
  { draws }: Asked,
): readonly PickedDraw[] => {
  if (draws === undefined) {
    const wanted = { indicator: indicator.id, amount };
    return pickDraws(state, draft, unit, wanted, {}, 'take-frozen').draws;
  }
  const named = draws.map((draw) => {
    const lot = lotOfUnit(state, draw.lot, unit);
    if (lot.indicator !== indicator.id) refuse('draws-malformed', { lot: lot.id });
    return { lot, amount: quantityVector(indicator, draw.quantity) };
  });
  const total = sum(
    named.map((draw) => draw.amount),
    amount.length,
  );
  if (total.some((part, i) => part > (amount[i] ?? 0n))) {
    refuse('draws-malformed', { field: 'draws', quantity: shown(indicator, total) });
  }
  return named;
};

const move = (
  draft: EntryDraft,
  unit: string,
  draws: readonly PickedDraw[],
  target: (draw: PickedDraw) => AccountPath,
): void => {
  for (const draw of draws) {
    draft.move(held(unit, draw.lot.id, 'available'), target(draw), draw.amount);
  }
};
