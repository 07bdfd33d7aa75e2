/**
 * Splits `total` in proportion to `weights` by largest remainder (Hamilton), so that the parts
 * add up exactly. Every part is the exact share rounded down or up; equal remainders are served
 * in the order given. A negative total is split as its opposite. Throws RangeError on a negative
 * weight, or when a total other than zero has no weight to go to.
 */
export function apportion(total: bigint, weights: readonly bigint[]): bigint[] {
  if (total < 0n) return apportion(-total, weights).map((part) => -part);
  if (weights.some((weight) => weight < 0n)) throw new RangeError('a weight is negative');
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0n);
  if (weightSum === 0n) {
    if (total === 0n) return weights.map(() => 0n);
    throw new RangeError('there is no weight to apportion by');
  }

  const parts = weights.map((weight) => (total * weight) / weightSum);
  const left = total - parts.reduce((sum, part) => sum + part, 0n);
  const served = weights
    .map((weight, index) => ({ index, remainder: (total * weight) % weightSum }))
    .sort((a, b) => compare(b.remainder, a.remainder) || a.index - b.index)
    .slice(0, Number(left));
  const raised = new Set(served.map(({ index }) => index));
  return parts.map((part, index) => (raised.has(index) ? part + 1n : part));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
