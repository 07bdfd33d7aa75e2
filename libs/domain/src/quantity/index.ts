export { AMOUNT_LIMIT, AMOUNT_MAX, area, UNITS_PER, type Area } from './area.js';
export { apportion } from './apportion.js';
export { formatExactly, formatHa, formatKg, formatMu, showArea, type Shown } from './format.js';
export {
  ANNUAL,
  INCREASE_DECREASE,
  SCALE,
  type Component,
  type Dimension,
  type Indicator,
} from './indicator.js';
export {
  checkLandFacts,
  type LandFact,
  type LandFactProblem,
  type LandFacts,
} from './land-facts.js';
export { MEASURES, type Measure, type MeasureName } from './measure.js';
export {
  parseAmount,
  parseAmountRounded,
  type AmountProblem,
  type AmountProblemCode,
  type ParsedAmount,
  type RoundedAmount,
} from './parse.js';
export { tailAllowed, tailDifference, type TailDifference } from './total-check.js';
export {
  add,
  componentIndex,
  covers,
  equal,
  isNegative,
  isZero,
  min,
  negate,
  nestingViolation,
  subtract,
  sum,
  zero,
  type NestingViolation,
  type Vector,
} from './vector.js';
