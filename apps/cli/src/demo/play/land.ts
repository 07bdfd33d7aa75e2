import {
  add,
  covers,
  formatExactly,
  formatHa,
  isZero,
  parseAmount,
  subtract,
  sum,
  zero,
  type Vector,
} from '#domain';

/** 总量, 农用地, 耕地 in whole units. */
export type Land = Vector;

const WIDTH = 3;
/** 0.1 亩: what is drawn at random is rounded down to it. */
const STEP = 20_000n;

const area = (text: string): bigint => {
  const parsed = parseAmount(text, 'area');
  if (!parsed.ok) throw new RangeError(`${text}: ${parsed.problem.code}`);
  return parsed.amount;
};

/** Total, farmland and cultivated land in 亩. */
export const mu = (
  total: number | string,
  farmland: number | string,
  cultivated: number | string,
): Land => [total, farmland, cultivated].map((amount) => area(`${amount} 亩`));

export const ha = (total: string, farmland: string, cultivated: string): Land =>
  [total, farmland, cultivated].map((amount) => area(`${amount} 公顷`));

export const noLand = (): Land => zero(WIDTH);
export const sumOf = (lands: readonly Land[]): Land => sum(lands, WIDTH);
export { add, covers, isZero, subtract };

/** Farmland and cultivated land as shares of a total, in tenths of a percent. */
export const landOf = (total: bigint, farmland: number, cultivated: number): Land => [
  total,
  roundedDown((total * BigInt(farmland)) / 1000n),
  roundedDown((total * BigInt(cultivated)) / 1000n),
];

/** Tenths of a percent of each component. A vector that nests still does. */
export const shareOf = (land: Land, share: number): Land =>
  land.map((amount) => roundedDown((amount * BigInt(share)) / 1000n));

/** Facts about land nest (耕地 ≤ 农用地 ≤ 总量); what is left of an allowance need not. */
export const nested = ([total = 0n, farmland = 0n, cultivated = 0n]: Land): Land => {
  const ofTotal = farmland < total ? farmland : total;
  return [total, ofTotal, cultivated < ofTotal ? cultivated : ofTotal];
};

const roundedDown = (amount: bigint): bigint => amount - (amount % STEP);

const NAMES = ['total', 'farmland', 'cultivated'] as const;

export type QuantityText = Readonly<Record<(typeof NAMES)[number], string>>;

const inMu = (amount: bigint): string => {
  const exact = formatExactly(amount, 'mu');
  if (exact === undefined) throw new RangeError(`${amount} units are no decimal of 亩`);
  return `${exact} 亩`;
};

/** As a document would state it. */
export const stated = (land: Land, measure: 'mu' | 'ha' = 'mu'): QuantityText => {
  const text = (i: number): string => {
    const amount = land[i] ?? 0n;
    return measure === 'mu' ? inMu(amount) : `${formatHa(amount)} 公顷`;
  };
  return { total: text(0), farmland: text(1), cultivated: text(2) };
};
