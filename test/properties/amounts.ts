import type { Amounts } from './bookkeeper.js';
import type { Share } from './history.js';

export const covers = (a: Amounts, b: Amounts): boolean =>
  a.every((amount, i) => amount >= (b[i] ?? 0n));
export const isSome = (a: Amounts): boolean => a.some((amount) => amount > 0n);
/** The share of what is held that a step asks for. */
export const portion = (held: Amounts, share: Share): Amounts => {
  if (share === 'all') return held;
  if (share === 'cultivated-only') return [0n, 0n, held[2]];
  if (share === 'one-more') return [held[0] + 1n, held[1], held[2]];
  const part = (amount: bigint): bigint => (amount * BigInt(share.percent)) / 100n;
  return [part(held[0]), part(held[1]), part(held[2])];
};
