import { UNITS_PER } from './area.js';
import type { Dimension } from './indicator.js';

/** A measure an amount may be stated in. */
export interface Measure {
  readonly dimension: Dimension;
  /** Whole units (1/300 m², or grams) in one of it. */
  readonly units: bigint;
  /** Decimals with which every amount that can be written in it exactly is written exactly. */
  readonly decimals: number;
  /**
   * Amounts that are no multiple of this have no finite decimal in it: a third of a m² is 0.333…
   * m².
   */
  readonly step: bigint;
  /** Accepted spellings, lower case. */
  readonly names: readonly string[];
}

export const MEASURES = {
  unit: { dimension: 'area', units: 1n, decimals: 0, step: 1n, names: ['u'] },
  m2: {
    dimension: 'area',
    units: UNITS_PER.m2,
    decimals: 2,
    step: 3n,
    names: ['m2', 'm²', '㎡', '平方米', '平米'],
  },
  mu: { dimension: 'area', units: UNITS_PER.mu, decimals: 6, step: 1n, names: ['mu', '亩'] },
  // hm² is how the standards write the hectare.
  ha: {
    dimension: 'area',
    units: UNITS_PER.ha,
    decimals: 6,
    step: 3n,
    names: ['ha', '公顷', 'hm2', 'hm²'],
  },
  wanMu: {
    dimension: 'area',
    units: UNITS_PER.wanMu,
    decimals: 10,
    step: 1n,
    names: ['万亩', 'wanmu', 'wan mu'],
  },
  g: { dimension: 'grain', units: 1n, decimals: 0, step: 1n, names: ['g', '克'] },
  kg: {
    dimension: 'grain',
    units: 1_000n,
    decimals: 3,
    step: 1n,
    names: ['kg', '㎏', '公斤', '千克'],
  },
  t: { dimension: 'grain', units: 1_000_000n, decimals: 6, step: 1n, names: ['t', '吨'] },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;

const byName = new Map<string, Measure>(
  Object.values(MEASURES).flatMap((measure) => measure.names.map((name) => [name, measure])),
);

/** The measure spelled so in that dimension; a weight is no measure of area. */
export function measureNamed(name: string, dimension: Dimension): Measure | undefined {
  const measure = byName.get(name.toLowerCase());
  return measure?.dimension === dimension ? measure : undefined;
}
