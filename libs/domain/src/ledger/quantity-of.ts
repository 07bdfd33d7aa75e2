import type { Indicator, Vector } from '../quantity/index.js';

/** Amounts by component name, as commands and stored entries carry them. */
export type Quantity = Readonly<Record<string, bigint>>;

/** The quantity as a vector of the indicator. A component that is absent counts as nothing. */
export const vectorOf = (quantity: Quantity, indicator: Indicator): Vector =>
  indicator.components.map(({ name }) => quantity[name] ?? 0n);

export const quantityOf = (vector: Vector, indicator: Indicator): Quantity => {
  const quantity: Record<string, bigint> = {};
  indicator.components.forEach(({ name }, i) => {
    quantity[name] = vector[i] ?? 0n;
  });
  return quantity;
};
