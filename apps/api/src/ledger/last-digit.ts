import { parseAmount, type Dimension } from '#domain';

/**
 * What one in the last printed digit of a stated amount is worth: "274.2841 公顷" is printed to 0.0001 公顷. Rounding
 * differs by at most so much per row (尾差). Nothing where it is less than one whole unit or the text is no amount.
 */
export const lastDigitOf = (stated: string, dimension: Dimension): bigint => {
  const digits = /^\s*[\d０-９,，.．]*[\d０-９]/.exec(stated)?.[0] ?? '';
  const one = `${digits
    .slice(0, -1)
    .replaceAll(/[\d０-９]/g, '0')
    .replaceAll(/[,，]/g, '')}1`;
  const parsed = parseAmount(`${one}${stated.slice(digits.length)}`, dimension);
  return parsed.ok ? parsed.amount : 0n;
};
