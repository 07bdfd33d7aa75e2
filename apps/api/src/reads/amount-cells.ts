import { formatHa, formatKg, formatMu, type Component, type Vector } from '#domain';

/** Cells of an amount under 公顷, 亩, 公斤: an area has the first two, grain the last. */
export const amountCells = (
  { dimension }: Component,
  vector: Vector,
  component: number,
): readonly [ha: string, mu: string, kg: string] => {
  const amount = vector[component] ?? 0n;
  return dimension === 'area'
    ? [formatHa(amount), formatMu(amount), '']
    : ['', '', formatKg(amount)];
};
