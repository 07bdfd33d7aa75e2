import { parseAmount } from './parse.js';
import { tailDifference } from './total-check.js';

const wanMu = (text: string): bigint => {
  const parsed = parseAmount(`${text}万亩`, 'area');
  if (!parsed.ok) throw new Error(parsed.problem.code);
  return parsed.amount;
};

// 嘉兴 2012, 基本农田保护面积, seven county rows.
const rows = ['29.2010', '40.0518', '38.7169', '43.4097', '32.0154', '41.8522', '49.0370'];

describe('tailDifference', () => {
  it('T-04: records 1 亩 between the printed total and the rows', () => {
    expect(tailDifference(rows.map(wanMu), wanMu('274.2841'))).toEqual({
      sum: wanMu('274.2840'),
      stated: wanMu('274.2841'),
      difference: 200_000n,
    });
  });

  it('is zero for a table that adds up, negative for a total that is too small', () => {
    expect(tailDifference(rows.map(wanMu), wanMu('274.2840')).difference).toBe(0n);
    expect(tailDifference([1n, 2n], 1n).difference).toBe(-2n);
    expect(tailDifference([], 0n)).toEqual({ sum: 0n, stated: 0n, difference: 0n });
  });
});
