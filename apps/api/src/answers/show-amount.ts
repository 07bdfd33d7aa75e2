import { formatKg, showArea, type Dimension, type Shown } from '#domain';

/** Grain leaves the house in grams and kilograms. */
export interface ShownGrain {
  readonly amount: string;
  readonly kg: string;
}

export type ShownAmount = Shown | ShownGrain;

export const showAmount = (amount: bigint, dimension: Dimension): ShownAmount =>
  dimension === 'area' ? showArea(amount) : { amount: String(amount), kg: formatKg(amount) };

export const isShown = (value: unknown): value is ShownAmount =>
  typeof value === 'object' &&
  value !== null &&
  'amount' in value &&
  ('mu' in value || 'kg' in value);

/** An amount as a clerk reads it in a sentence. */
export const amountWords = (shown: ShownAmount, language: 'zh' | 'en'): string => {
  if ('kg' in shown) return language === 'zh' ? `${shown.kg} 公斤` : `${shown.kg} kg`;
  return language === 'zh' ? `${shown.mu} 亩(${shown.ha} 公顷)` : `${shown.mu} mu (${shown.ha} ha)`;
};
