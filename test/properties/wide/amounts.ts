import type { Quantity } from '#domain';
import { amountsOf, NOTHING, type Amounts } from '../bookkeeper.js';

export { amountsOf, NOTHING, type Amounts };

export const plus = (a: Amounts, b: Amounts): Amounts => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const less = (a: Amounts, b: Amounts): Amounts => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const least = (a: Amounts, b: Amounts): Amounts => [
  a[0] < b[0] ? a[0] : b[0],
  a[1] < b[1] ? a[1] : b[1],
  a[2] < b[2] ? a[2] : b[2],
];
/** What of it is more than nothing. */
export const positive = ([t, f, c]: Amounts): Amounts => [
  t > 0n ? t : 0n,
  f > 0n ? f : 0n,
  c > 0n ? c : 0n,
];
export const negated = (a: Amounts): Amounts => less(NOTHING, a);
export const isNothing = (a: Amounts): boolean => a.every((one) => one === 0n);
export const isSame = (a: Amounts, b: Amounts): boolean => isNothing(less(a, b));

/** The quota of `scale` has one component; the others of its amounts are nothing. */
export const quantityIn = (indicator: string, [total, farmland, cultivated]: Amounts): Quantity =>
  indicator === 'scale' ? { total } : { total, farmland, cultivated };

/** As facts about land must be: no more farmland than land, no more cultivated than farmland. */
export const nested = ([total, farmland, cultivated]: Amounts): Amounts => {
  const f = farmland < total ? farmland : total;
  return [total, f, cultivated < f ? cultivated : f];
};
