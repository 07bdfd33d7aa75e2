import type { Settlement } from './events.js';
import { settlementKey } from './keys.js';
import type { LedgerState, Settled } from './state.js';

/** Counts a settlement (+1) or takes it back with its entry (−1). One without a part settles all of it. */
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

/** The first that is settled already, by earlier entries or by those before it in the same one. */
export const firstSettled = (
  state: LedgerState,
  settlements: readonly Settlement[],
): Settlement | undefined => {
  const claimed = new Map<string, Settled>();
  for (const settlement of settlements) {
    const { kind, id, part } = settlement;
    const key = settlementKey(kind, id);
    const before = claimed.get(key) ?? state.settled.get(key);
    if (isBeyond(before, part)) return settlement;
    claimed.set(key, {
      amount: (before?.amount ?? 0n) + BigInt(part?.amount ?? 1),
      of: part === undefined ? undefined : (before?.of ?? BigInt(part.of)),
    });
  }
  return undefined;
};

/** Whether so much is settled that this is more than the rest. */
const isBeyond = (settled: Settled | undefined, part: Settlement['part']): boolean => {
  if (settled === undefined) return part !== undefined && BigInt(part.amount) > BigInt(part.of);
  if (part === undefined || settled.of === undefined) return true;
  return settled.amount + BigInt(part.amount) > settled.of;
};
