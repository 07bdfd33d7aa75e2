import { AMOUNT_LIMIT } from './area.js';
import { divideHalfUp } from './decimal.js';
import { formatExactly } from './format.js';
import type { Dimension } from './indicator.js';
import { measureNamed, type Measure } from './measure.js';

/** `stated` is the text exactly as given: it is stored next to the amount. */
export type ParsedAmount =
  { ok: true; amount: bigint; stated: string } | { ok: false; problem: AmountProblem };

export type RoundedAmount =
  | { ok: true; amount: bigint; stated: string; rounded: boolean }
  | { ok: false; problem: AmountProblem };

export type AmountProblemCode =
  | 'amount-malformed'
  | 'amount-unit-unknown'
  | 'amount-not-whole'
  | 'amount-negative'
  | 'amount-too-large';

export interface AmountProblem {
  code: AmountProblemCode;
  /** What was given, cut to 100 characters. */
  stated: string;
  /** For `amount-not-whole`: the nearest amounts below and above, in the caller's own measure. */
  nearest?: readonly [string, string];
}

/** A stated amount as a fraction of whole units. */
type Reading =
  | { ok: true; numerator: bigint; denominator: bigint; measure: Measure; spelled: string }
  | { ok: false; code: AmountProblemCode };

// Bounds every number read from outside before it is computed with.
const TEXT_MAX = 100;
// Separators are taken only where they part thousands: "1,30" may be a foreign decimal comma.
const AMOUNT = /^(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?\s*(?:([\p{L}㎡㎏].*))?$/su;

/**
 * Reads "300 mu", "300亩", "20.0000 ha", "1.3万亩", "200000 m2", "60000000 u" (whole 1/300 m²) or,
 * for grain, "100 kg", "500克"; full-width characters and thousands separators are accepted. The
 * unit is never guessed, and nothing is rounded. Zero is an amount. Problems in order of
 * precedence: malformed, unit unknown, negative, too large, not whole.
 */
export function parseAmount(text: string, dimension: Dimension): ParsedAmount {
  const reading = read(text, dimension);
  if (!reading.ok) return { ok: false, problem: { code: reading.code, stated: cut(text) } };

  const { numerator, denominator, measure, spelled } = reading;
  if (numerator % denominator === 0n)
    return { ok: true, amount: numerator / denominator, stated: text };

  const below = (numerator / denominator / measure.step) * measure.step;
  const write = (amount: bigint): string => withUnit(formatExactly(amount, measure) ?? '', spelled);
  const nearest = [write(below), write(below + measure.step)] as const;
  return { ok: false, problem: { code: 'amount-not-whole', stated: cut(text), nearest } };
}

/**
 * As `parseAmount`, but rounds to the nearest whole unit, halves up. Only for imports of
 * registers that keep areas as floats with eight decimals; the text stays the evidence and
 * `rounded` says that the amount is not it.
 */
export function parseAmountRounded(text: string, dimension: Dimension): RoundedAmount {
  const reading = read(text, dimension);
  if (!reading.ok) return { ok: false, problem: { code: reading.code, stated: cut(text) } };

  const { numerator, denominator } = reading;
  const amount = divideHalfUp(numerator, denominator);
  return { ok: true, amount, stated: text, rounded: numerator % denominator !== 0n };
}

function read(text: string, dimension: Dimension): Reading {
  if (text.length > TEXT_MAX) return { ok: false, code: 'amount-malformed' };
  const match = AMOUNT.exec(halfWidth(text).trim());
  if (!match) return { ok: false, code: 'amount-malformed' };

  const [, sign, grouped = '', fraction = '', spelled = ''] = match;
  const measure = measureNamed(spelled, dimension);
  if (!measure) return { ok: false, code: 'amount-unit-unknown' };
  if (sign) return { ok: false, code: 'amount-negative' };

  const numerator = BigInt(grouped.replaceAll(',', '') + fraction) * measure.units;
  const denominator = 10n ** BigInt(fraction.length);
  // Rounding up must not reach the limit either.
  if (numerator > (AMOUNT_LIMIT - 1n) * denominator) return { ok: false, code: 'amount-too-large' };
  return { ok: true, numerator, denominator, measure, spelled };
}

/**
 * Full-width forms (U+FF01…U+FF5E) and the typographic minus as ASCII. Not NFKC: that would turn
 * "5²亩" into 52 亩 and ① into 1.
 */
function halfWidth(text: string): string {
  if (!FULL_WIDTH.test(text)) return text;
  return text
    .replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replaceAll('−', '-');
}

const FULL_WIDTH = /[！-～−]/;

function withUnit(decimal: string, spelled: string): string {
  return /^[a-z]/i.test(spelled) ? `${decimal} ${spelled}` : `${decimal}${spelled}`;
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}
