import { firstDayOf, formatDay, lastDayOf } from '../../calendar/index.js';
import {
  isNegative,
  isZero,
  min,
  subtract,
  sum,
  type Indicator,
  type Vector,
} from '../../quantity/index.js';
import { held, outside, type AccountPath } from '../account.js';
import type { DeductQuota, Draw } from '../commands.js';
import { owedUnder } from '../debts.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, startEntry } from '../entry.js';
import type { QuotaDeducted } from '../events.js';
import {
  checkTime,
  checkYearOpen,
  holderOn,
  indicatorNamed,
  lotOfUnit,
  quantityVector,
  shown,
  checkAmounts,
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
  checkAmounts(state, data.draws ?? []);
  const indicator = indicatorNamed(state, data.indicator);
  const quantity = quantityVector(indicator, data.quantity);
  const unit = holderOn(state, data.unit, on);
  const actorUnit = permit(state, 'DeductQuota', data.actor, { from: unit });
  checkTime(state, on);

  // What was over-used of a closed year is still made good; a sanction is no matter of it any more.
  if (data.reason === 'sanction') checkYearOpen(state, data.planYear);

  const deduction = new Deduction(
    state,
    new EntryDraft(state, data.entryId, on),
    unit,
    indicator,
    data,
  );
  const notHeld =
    data.reason === 'over-use' ? deduction.makeGood(quantity) : deduction.sanction(quantity);
  const { draft } = deduction;
  draft.checkBalances();
  return {
    type: 'QuotaDeducted',
    data: {
      ...entryData(command, state, actorUnit, draft),
      unit,
      reason: data.reason,
      indicator: indicator.id,
      asked: shown(indicator, quantity),
      ...(isZero(notHeld) ? {} : { notHeld: shown(indicator, notHeld) }),
    },
  };
};

class Deduction {
  constructor(
    private readonly state: LedgerState,
    readonly draft: EntryDraft,
    private readonly unit: string,
    private readonly indicator: Indicator,
    private readonly asked: DeductQuota['data'],
  ) {}

  /** Returns what was not held, and stays over-used. */
  makeGood(quantity: Vector): Vector {
    const { state, draft, unit, indicator } = this;
    const key = overUseKey(unit, indicator.id, this.asked.planYear);
    // More than one after units were merged.
    const overUsed = owedUnder(state, key).map(({ id }) => held(unit, id, 'overused'));
    this.checkOverUsed(quantity, overUsed);
    const missing = this.take(quantity, 'lots-named-only', ({ lot, amount }) => {
      let rest = amount;
      for (const account of overUsed) {
        const paid = min(rest, draft.owedIn(account, rest.length));
        draft.move(held(unit, lot.id, 'available'), account, paid);
        rest = subtract(rest, paid);
      }
    });
    if (draft.postings.length > 0) return missing;
    const component = quantity.findIndex((amount) => amount > 0n);
    return refuse('insufficient-balance', {
      unit,
      bucket: 'available',
      indicator: indicator.id,
      component: indicator.components[component]?.name ?? '',
      held: '0',
      asked: String(quantity[component] ?? 0n),
      shortBy: String(quantity[component] ?? 0n),
      missing: shown(indicator, missing),
    });
  }

  /** Returns what was not held on the day, and is owed from then on. */
  sanction(quantity: Vector): Vector {
    const { draft, unit, indicator } = this;
    const { planYear } = this.asked;
    const rest = this.take(quantity, 'lots-named-first', ({ lot, amount }) =>
      draft.move(held(unit, lot.id, 'available'), outside(lot.id, 'deducted'), amount),
    );
    if (isZero(rest)) return rest;
    const debt = draft.open({
      unit,
      indicator: indicator.id,
      planYear,
      planKind: 'sanction',
      validFrom: formatDay(firstDayOf(planYear)),
      validUntil: formatDay(lastDayOf(planYear)),
    });
    draft.move(held(unit, debt, 'debt'), outside(debt, 'deducted'), rest);
    return rest;
  }

  private checkOverUsed(quantity: Vector, accounts: readonly AccountPath[]): void {
    const { draft, indicator } = this;
    const width = quantity.length;
    const owed = sum(
      accounts.map((account) => draft.owedIn(account, width)),
      width,
    );
    const component = quantity.findIndex((asked, i) => asked > (owed[i] ?? 0n));
    if (component < 0) return;
    const asked = quantity[component] ?? 0n;
    const outstanding = owed[component] ?? 0n;
    refuse('deduction-exceeds-over-use', {
      unit: this.unit,
      indicator: indicator.id,
      planYear: this.asked.planYear,
      component: indicator.components[component]?.name ?? '',
      held: String(outstanding),
      asked: String(asked),
      shortBy: String(asked - outstanding),
    });
  }

  /**
   * Takes the lots named, then what is held in draw order as far as it goes, those of the plan year first. Tells what
   * is missing. A freeze does not protect from a deduction.
   */
  private take(
    quantity: Vector,
    named: 'lots-named-only' | 'lots-named-first',
    take: (draw: PickedDraw) => void,
  ): Vector {
    const { state, draft, unit, indicator, asked } = this;
    const draws = asked.draws?.map((draw) => this.namedDraw(draw)) ?? [];
    let missing = draws.reduce((rest, { amount }) => subtract(rest, amount), quantity);
    if (isNegative(missing)) {
      refuse('draws-malformed', { field: 'draws', quantity: shown(indicator, quantity) });
    }
    draws.forEach(take);
    if (draws.length > 0 && named === 'lots-named-only') return missing;
    for (const preferred of [{ planYear: asked.planYear }, {}]) {
      const wanted = { indicator: indicator.id, amount: missing, ...preferred };
      const picked = pickDraws(state, draft, unit, wanted, {}, 'take-frozen');
      picked.draws.forEach(take);
      missing = picked.missing;
    }
    return missing;
  }

  private namedDraw({ lot: id, quantity }: Draw): PickedDraw {
    const lot = lotOfUnit(this.state, id, this.unit);
    if (lot.indicator !== this.indicator.id) refuse('draws-malformed', { lot: id });
    return { lot, amount: quantityVector(this.indicator, quantity) };
  }
}
