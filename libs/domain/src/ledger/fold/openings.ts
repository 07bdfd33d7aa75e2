import type { BalanceBroughtForward } from '../events.js';
import { openingKey } from '../keys.js';
import { lotOf } from '../look-up.js';
import type { LedgerState } from '../state.js';

/** Marks what an entry brought forward, so that the same table is not brought forward twice. */
export const rememberOpenings = (
  state: LedgerState,
  { entryId, lots }: BalanceBroughtForward['data'],
): void => {
  for (const { unit, indicator, planYear, planKind } of lots) {
    const key = openingKey(unit, indicator, planYear, planKind);
    const ids = state.openings.get(key)?.ids ?? [];
    if (!ids.includes(entryId)) state.openings.set(key, { ids: [...ids, entryId] });
  }
};

/** Frees what a reversed entry had brought forward: it may come again, corrected. */
export const forgetOpenings = (
  state: LedgerState,
  entry: string,
  lots: readonly string[],
): void => {
  for (const lot of lots) {
    const { unit, indicator, planYear, planKind } = lotOf(state, lot);
    const key = openingKey(unit, indicator, planYear, planKind);
    const ids = (state.openings.get(key)?.ids ?? []).filter((one) => one !== entry);
    if (ids.length > 0) state.openings.set(key, { ids });
    else state.openings.delete(key);
  }
};
