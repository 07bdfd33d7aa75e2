import type { Answer } from '../server/answer.js';

export type ShownMeasure = 'mu' | 'ha';

/** An amount as the server shows it: areas in the asked measure, grain in kg. */
export const amountText = (amount: Answer, measure: ShownMeasure): string =>
  amount.optionalText('kg') ?? amount.text(measure);

export const isNothing = (amount: Answer): boolean => amount.text('amount') === '0';

/** Components of an amount, the first one alone unless all are asked for. */
export const componentsOf = (vector: Answer, all: boolean): [name: string, amount: Answer][] =>
  all ? vector.members : vector.members.slice(0, 1);
