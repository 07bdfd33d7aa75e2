import type { Settlement } from './events.js';
import { settlementKey } from './keys.js';
import type { LedgerState } from './state.js';

/**
 * Counts a settlement (+1) or takes it back with its entry (−1). One without a part settles all of it.
 * New entries settle nothing: this folds those of before.
 */
export const settle = (
  state: LedgerState,
  { kind, id, part }: Settlement,
  sign: 1n | -1n,
): void => {
  const key = settlementKey(kind, id);
  const amount = BigInt(part?.amount ?? 1) * sign;
  const settled = state.settled.edit(key);
  if (settled === undefined) {
    state.settled.set(key, { amount, of: part === undefined ? undefined : BigInt(part.of) });
    return;
  }
  settled.amount += amount;
  if (settled.amount === 0n) state.settled.delete(key);
};
