import { decimalText, divideHalfUp } from './decimal.js';
import { MEASURES, type Measure, type MeasureName } from './measure.js';

/** How an area leaves the house: the exact amount, and what a clerk reads. */
export interface Shown {
  /** Whole units of 1/300 m². */
  readonly amount: string;
  /** 亩, four decimals. */
  readonly mu: string;
  /** 公顷, four decimals. */
  readonly ha: string;
  /** Which of the two readings is not exact; absent when both are. */
  readonly rounded?: readonly ('mu' | 'ha')[];
}

const DECIMALS_SHOWN = 4;

/**
 * Halves are rounded away from zero. Sum amounts, never what this shows: three times 0.0667 公顷 is
 * not 3 亩.
 */
export function showArea(amount: bigint): Shown {
  const shown = { amount: String(amount), mu: formatMu(amount), ha: formatHa(amount) };
  const rounded = (['mu', 'ha'] as const).filter((name) => !isExact(amount, MEASURES[name]));
  return rounded.length === 0 ? shown : { ...shown, rounded };
}

export function formatMu(amount: bigint, decimals: number = DECIMALS_SHOWN): string {
  return format(amount, MEASURES.mu, decimals);
}

export function formatHa(amount: bigint, decimals: number = DECIMALS_SHOWN): string {
  return format(amount, MEASURES.ha, decimals);
}

/** Grams as kilograms; three decimals are exact. */
export function formatKg(amount: bigint, decimals = 3): string {
  return format(amount, MEASURES.kg, decimals);
}

/**
 * The shortest decimal that states `amount` exactly in the measure, or undefined when there is
 * none (1/300 m² is 0.00333… m²).
 */
export function formatExactly(amount: bigint, measure: MeasureName | Measure): string | undefined {
  const { units, decimals, step } = typeof measure === 'string' ? MEASURES[measure] : measure;
  if (amount % step !== 0n) return undefined;
  const text = decimalText((amount * 10n ** BigInt(decimals)) / units, decimals);
  return decimals === 0 ? text : text.replace(/\.?0+$/, '');
}

function format(amount: bigint, { units }: Measure, decimals: number): string {
  return decimalText(divideHalfUp(amount * 10n ** BigInt(decimals), units), decimals);
}

function isExact(amount: bigint, { units }: Measure): boolean {
  return (amount * 10n ** BigInt(DECIMALS_SHOWN)) % units === 0n;
}
