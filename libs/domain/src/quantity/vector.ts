import type { Indicator } from './indicator.js';

/**
 * Amounts in the order of an indicator's components. Every function returns a new vector, and
 * vectors of different width are a defect of the caller (RangeError), never padded: a missing
 * component would pass for zero.
 */
export type Vector = readonly bigint[];

export interface NestingViolation {
  readonly smaller: string;
  readonly larger: string;
  readonly smallerAmount: bigint;
  readonly largerAmount: bigint;
}

export function zero(width: number): Vector {
  return Array<bigint>(width).fill(0n);
}

// `map` measured as fast as a loop here; a push would reserve room for 17 components.
export function add(a: Vector, b: Vector): Vector {
  sameWidth(a, b);
  return a.map((amount, i) => amount + at(b, i));
}

export function subtract(a: Vector, b: Vector): Vector {
  sameWidth(a, b);
  return a.map((amount, i) => amount - at(b, i));
}

export function negate(a: Vector): Vector {
  return a.map((amount) => -amount);
}

/** The smaller amount of each component: what two holdings have in common. */
export function min(a: Vector, b: Vector): Vector {
  sameWidth(a, b);
  return a.map((amount, i) => (amount < at(b, i) ? amount : at(b, i)));
}

export function sum(vectors: Iterable<Vector>, width: number): Vector {
  const result = Array<bigint>(width).fill(0n);
  for (const vector of vectors) {
    sameWidth(result, vector);
    for (let i = 0; i < width; i++) result[i] = at(result, i) + at(vector, i);
  }
  return result;
}

export function isZero(a: Vector): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== 0n) return false;
  return true;
}

/** Whether any component is below zero. */
export function isNegative(a: Vector): boolean {
  for (let i = 0; i < a.length; i++) if (at(a, i) < 0n) return true;
  return false;
}

/**
 * Whether `a` holds at least `b` in each component. Two vectors may each fail to cover the other.
 */
export function covers(a: Vector, b: Vector): boolean {
  sameWidth(a, b);
  for (let i = 0; i < a.length; i++) if (at(a, i) < at(b, i)) return false;
  return true;
}

export function equal(a: Vector, b: Vector): boolean {
  sameWidth(a, b);
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * The first pair of the indicator's nesting that `v` breaks; for facts about land only, not for
 * what is left of a lot.
 */
export function nestingViolation(indicator: Indicator, v: Vector): NestingViolation | undefined {
  for (const [smaller, larger] of indicator.nesting) {
    const smallerAmount = at(v, componentIndex(indicator, smaller));
    const largerAmount = at(v, componentIndex(indicator, larger));
    if (smallerAmount > largerAmount) return { smaller, larger, smallerAmount, largerAmount };
  }
  return undefined;
}

/**
 * Where `name` stands in a vector of the indicator; -1 when the indicator has no such component.
 */
export function componentIndex(indicator: Indicator, name: string): number {
  return indicator.components.findIndex((component) => component.name === name);
}

function at(v: Vector, i: number): bigint {
  const amount = v[i];
  if (amount === undefined) throw new RangeError(`a vector of ${v.length} has no component ${i}`);
  return amount;
}

function sameWidth(a: Vector, b: Vector): void {
  if (a.length !== b.length) throw new RangeError(`vectors of ${a.length} and ${b.length}`);
}
