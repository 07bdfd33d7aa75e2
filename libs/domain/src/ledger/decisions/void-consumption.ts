import type { Day } from '../../calendar/index.js';
import { add, isZero, min, subtract, zero, type Vector } from '../../quantity/index.js';
import { held, outside, parseAccount } from '../account.js';
import { claimsOf } from '../claims.js';
import type { VoidConsumption } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, startEntry, type CitedEntries } from '../entry.js';
import type { ConsumptionVoided, LedgerEvent } from '../events.js';
import { checkAmounts, checkTime, policyOf, quantityVector } from '../guards.js';
import { amountOf, dayOf, lotOf } from '../look-up.js';
import type { Lot } from '../lot.js';
import type { VoidFate } from '../policy.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';
import { citedEntry } from './cited-entry.js';
import { checkNotBefore } from './reservations.js';

/**
 * 撤回、失效: an approval is withdrawn or has lapsed. What is still owed on the lot is made good first; the rest goes
 * where the policy of the plan year says. That quota returns to anybody is not implied (domain rule: 计划指标自动失效).
 */
export const voidConsumption = (
  command: VoidConsumption,
  state: LedgerState,
  cited: CitedEntries,
): ConsumptionVoided => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  checkAmounts(state, data.draws ?? []);
  const { event: consumption } = citedEntry(state, cited, data.consumption);
  const unit = consumerOf(consumption);
  const actorUnit = permit(state, 'VoidConsumption', data.actor, { from: unit });
  checkTime(state, on);
  checkNotBefore(dayOf(consumption.data.effectiveOn), on, data.consumption);

  const draft = new EntryDraft(state, data.entryId, on);
  const fates = new Map<string, VoidFate>();
  const amounts = voidedAmounts(state, consumption, data);
  for (const [lot, amount] of amounts) {
    const rest = makeGood(state, draft, unit, lot, amount);
    if (isZero(rest)) continue;
    fates.set(lot.id, giveUp(state, draft, unit, lot, rest));
  }
  if (draft.postings.length === 0) refuse('nothing-to-do', { consumption: data.consumption });
  draft.checkBalances();
  return {
    type: 'ConsumptionVoided',
    data: {
      ...entryData(command, state, actorUnit, draft),
      unit,
      consumption: data.consumption,
      reason: data.reason,
      fates: Object.fromEntries(fates),
      ...(isAll(leftOf(state, consumption), amounts)
        ? { frees: claimsOf(state, consumption) }
        : {}),
    },
  };
};

/** Nothing of the consumption is left: what was approved may be approved again. */
const isAll = (left: ReadonlyMap<Lot, Vector>, amounts: ReadonlyMap<Lot, Vector>): boolean =>
  [...left].every(([lot, rest]) => isZero(subtract(rest, amounts.get(lot) ?? zero(rest.length))));

const consumerOf = (event: LedgerEvent): string => {
  switch (event.type) {
    case 'QuotaConsumed':
    case 'QuotaAdvanced':
    case 'OverUseRecorded':
      return event.data.unit;
    default:
      return refuse('entry-unknown', { entry: event.data.entryId, type: event.type });
  }
};

/** By lot: what is asked to be voided, at most what is left of the consumption. */
const voidedAmounts = (
  state: LedgerState,
  consumption: LedgerEvent,
  { consumption: id, draws }: VoidConsumption['data'],
): Map<Lot, Vector> => {
  const left = leftOf(state, consumption);
  if (draws === undefined || draws.length === 0) return left;
  const amounts = new Map<Lot, Vector>();
  for (const draw of draws) {
    const lot = state.lots.get(draw.lot) ?? refuse('lot-unknown', { lot: draw.lot });
    const indicator = state.indicatorOf(lot);
    const asked = quantityVector(indicator, draw.quantity);
    const rest = left.get(lot) ?? zero(asked.length);
    const total = add(amounts.get(lot) ?? zero(asked.length), asked);
    const component = total.findIndex((amount, i) => amount > (rest[i] ?? 0n));
    if (component >= 0) {
      refuse('consumption-exceeded', {
        consumption: id,
        lot: lot.id,
        component: indicator.components[component]?.name ?? '',
        held: String(rest[component] ?? 0n),
        asked: String(total[component] ?? 0n),
        shortBy: String((total[component] ?? 0n) - (rest[component] ?? 0n)),
      });
    }
    amounts.set(lot, total);
  }
  return amounts;
};

const leftOf = (state: LedgerState, { data }: LedgerEvent): Map<Lot, Vector> => {
  const left = new Map<Lot, Vector>();
  for (const { to, quantity } of data.postings) {
    const { lot: id, bucket } = parseAccount(to);
    if (bucket !== 'consumed') continue;
    const lot = lotOf(state, id);
    const amount = amountOf(state, lot, quantity);
    left.set(lot, add(left.get(lot) ?? zero(amount.length), amount));
  }
  const voided = state.voidings.get(data.entryId)?.voided;
  for (const [lot, amount] of left) {
    const gone = voided?.get(lot.id);
    if (gone !== undefined) left.set(lot, subtract(amount, gone));
  }
  return left;
};

/**
 * An advance or an over-use of the same lot is what the land was built on: it is undone before anything is given up. After
 * a reorganisation the consumption stands with the old unit and a successor owes.
 */
const makeGood = (
  state: LedgerState,
  draft: EntryDraft,
  unit: string,
  lot: Lot,
  amount: Vector,
): Vector => {
  let rest = amount;
  for (const bucket of ['advance', 'overused'] as const) {
    for (const debtor of state.units.heirs(unit)) {
      const account = held(debtor, lot.id, bucket);
      const paid = min(rest, draft.owedIn(account, rest.length));
      draft.move(held(unit, lot.id, 'consumed'), account, paid);
      rest = subtract(rest, paid);
    }
  }
  return rest;
};

const giveUp = (
  state: LedgerState,
  draft: EntryDraft,
  unit: string,
  lot: Lot,
  amount: Vector,
): VoidFate => {
  const { fate } = policyOf(state, 'voided-consumption', {
    indicator: lot.indicator,
    planYear: lot.planYear,
    planKind: lot.planKind,
  });
  const from = held(unit, lot.id, 'consumed');
  const target = fate === 'void' ? undefined : returnTo(state, unit, lot, fate, draft.on);
  if (target === undefined) {
    draft.move(from, held(unit, lot.id, 'voided'), amount);
    return 'void';
  }
  if (state.head.closedPlanYears.has(target.lot.planYear) || target.lot.ended) {
    draft.move(from, outside(lot.id, 'lapsed'), amount);
  } else {
    draft.move(from, held(target.unit, target.lot.id, 'available'), amount);
  }
  return fate;
};

/**
 * Who gets it back, and in which lot: the holder or the issuer, or whoever came after it. Nobody where all of them are
 * gone or have no accounts, or where a lot came from no other unit.
 */
const returnTo = (
  state: LedgerState,
  unit: string,
  lot: Lot,
  fate: Exclude<VoidFate, 'void'>,
  on: Day,
): { readonly unit: string; readonly lot: Lot } | undefined => {
  const target = fate === 'return-to-holder' ? lot : issuersLot(state, unit, lot);
  if (target === undefined) return undefined;
  const owner = fate === 'return-to-holder' ? unit : target.unit;
  for (const holder of state.units.heirs(owner)) {
    if (state.units.holdsFrom(holder, on)) return { unit: holder, lot: target };
  }
  return undefined;
};

/**
 * The nearest lot up the lineage that another unit held: a lot that was split or carried over came from its own unit,
 * also where a unit before it did so.
 */
const issuersLot = (state: LedgerState, unit: string, { parent }: Lot): Lot | undefined => {
  let lot = state.lots.get(parent ?? '');
  while (lot !== undefined && [...state.units.heirs(lot.unit)].includes(unit)) {
    lot = state.lots.get(lot.parent ?? '');
  }
  return lot;
};
