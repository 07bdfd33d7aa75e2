import { isZero, type Vector } from '../quantity/index.js';
import { held } from './account.js';
import { indicatorNamed, shown } from './guards.js';
import { debtKey } from './keys.js';
import { oldestFirst, type Lot } from './lot.js';
import { refuse } from './refusals.js';
import type { LedgerState } from './state.js';
import { current } from './timeline.js';

/** The debt lots of a unit, oldest first, whichever unit they were opened for. */
export const debtsOf = (state: LedgerState, unit: string, indicator: string): Lot[] =>
  owedUnder(state, debtKey(unit, indicator));

/** The lots of what is owed under a key, oldest first. */
export const owedUnder = (state: LedgerState, key: string): Lot[] =>
  state.owed
    .idsIn(key)
    .flatMap((id) => state.lots.get(id) ?? [])
    .sort(oldestFirst);

/** While a unit owes, nothing of the indicator leaves its hands by a transfer or an allocation. */
export const checkOwesNothing = (state: LedgerState, unit: string, indicatorId: string): void => {
  const indicator = indicatorNamed(state, indicatorId);
  const width = indicator.components.length;
  const owed = debtsOf(state, unit, indicatorId)
    .map((lot) => ({ lot, amount: current(state.accounts.get(held(unit, lot.id, 'debt')), width) }))
    .filter(({ amount }) => !isZero(amount));
  if (owed.length === 0) return;
  const total: Vector = indicator.components.map((_, i) =>
    owed.reduce((sum, { amount }) => sum - (amount[i] ?? 0n), 0n),
  );
  refuse('debt-outstanding', {
    unit,
    indicator: indicatorId,
    owed: shown(indicator, total),
    lots: owed.map(({ lot }) => lot.id),
  });
};
