/** One line of the bench: what was measured, against what, and what is asked for. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Measured in the same run on the same machine; absent where the figure stands for itself. */
  readonly calibration?: { readonly name: string; readonly value: number; readonly unit: string };
  /** What the value is judged by: itself, or its ratio to the calibration. */
  readonly judged: number;
  readonly limit: { readonly atLeast: number } | { readonly atMost: number };
  readonly note?: string;
}

export const isReached = ({ judged, limit }: Figure): boolean =>
  'atLeast' in limit ? judged >= limit.atLeast : judged <= limit.atMost;

export const ratioFigure = (
  figure: Omit<Figure, 'judged'> & { readonly calibration: NonNullable<Figure['calibration']> },
): Figure => ({ ...figure, judged: figure.value / figure.calibration.value });

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const seconds = (from: number): number => (performance.now() - from) / 1_000;
