import { AMOUNT_LIMIT } from './area.js';
import type { Dimension } from './indicator.js';
import { parseAmount, parseAmountRounded, type AmountProblemCode } from './parse.js';

describe('parseAmount', () => {
  it.each<[string, bigint]>([
    ['610 亩', 122_000_000n], // T-01
    ['300 mu', 60_000_000n], // T-02
    ['300亩', 60_000_000n],
    ['20.0000 ha', 60_000_000n],
    ['20公顷', 60_000_000n],
    ['20.0000 hm²', 60_000_000n],
    ['200000 m2', 60_000_000n],
    ['200,000㎡', 60_000_000n],
    ['200000 平方米', 60_000_000n],
    ['60000000 u', 60_000_000n],
    ['0.03万亩', 60_000_000n],
    ['1.3万亩', 2_600_000_000n],
    ['1.3 wan mu', 2_600_000_000n],
    ['650 万亩', 1_300_000_000_000n], // the national total of 2023
    ['0.0001 亩', 20n],
    ['0.0001 公顷', 300n],
    ['0.00000001 万亩', 20n],
    ['0.01 m2', 3n],
    ['0 亩', 0n],
    ['0.0000 ha', 0n],
    ['0008.0亩', 1_600_000n],
    ['37591.6962公顷', 112_775_088_600n],
    ['１，２３４．５　亩', 246_900_000n],
    ['１２ｍｕ', 2_400_000n],
    ['1,234,567 亩', 246_913_400_000n],
    ['  300 \t 亩 ', 60_000_000n],
    ['300 MU', 60_000_000n],
  ])('reads the area %j', (text, amount) => {
    expect(parseAmount(text, 'area')).toEqual({ ok: true, amount, stated: text });
  });

  it.each<[string, bigint]>([
    ['100 kg', 100_000n],
    ['100公斤', 100_000n],
    ['100 千克', 100_000n],
    ['500 g', 500n],
    ['500克', 500n],
    ['0.001 kg', 1n],
    ['2.5 吨', 2_500_000n],
  ])('reads the grain %j', (text, amount) => {
    expect(parseAmount(text, 'grain')).toEqual({ ok: true, amount, stated: text });
  });

  it.each<[string, Dimension, AmountProblemCode]>([
    ['', 'area', 'amount-malformed'],
    ['   ', 'area', 'amount-malformed'],
    ['亩', 'area', 'amount-malformed'],
    ['about 3 亩', 'area', 'amount-malformed'],
    ['.5 亩', 'area', 'amount-malformed'],
    ['5. 亩', 'area', 'amount-malformed'],
    ['1.2.3亩', 'area', 'amount-malformed'],
    ['300 200 亩', 'area', 'amount-malformed'],
    ['1,30亩', 'area', 'amount-malformed'],
    ['1234,567亩', 'area', 'amount-malformed'],
    ['1,3000亩', 'area', 'amount-malformed'],
    ['+5 亩', 'area', 'amount-malformed'],
    ['--5 亩', 'area', 'amount-malformed'],
    ['五亩', 'area', 'amount-malformed'],
    ['5²亩', 'area', 'amount-malformed'],
    ['①亩', 'area', 'amount-malformed'],
    ['٣ 亩', 'area', 'amount-malformed'],
    [`${'0'.repeat(100)}1 亩`, 'area', 'amount-malformed'],
    ['300', 'area', 'amount-unit-unknown'],
    ['300 quota', 'area', 'amount-unit-unknown'],
    ['1e3mu', 'area', 'amount-unit-unknown'],
    ['300 亩整', 'area', 'amount-unit-unknown'],
    ['1.3万', 'area', 'amount-unit-unknown'],
    ['300 constructor', 'area', 'amount-unit-unknown'],
    ['100 kg', 'area', 'amount-unit-unknown'],
    ['100 亩', 'grain', 'amount-unit-unknown'],
    ['-1 亩', 'area', 'amount-negative'],
    ['－１亩', 'area', 'amount-negative'],
    ['−1 亩', 'area', 'amount-negative'],
    ['12345678901234567890 u', 'area', 'amount-too-large'],
    ['999999999999999999 亩', 'area', 'amount-too-large'],
    ['-0.00000001 亩', 'area', 'amount-negative'],
    ['-1 斤', 'grain', 'amount-unit-unknown'],
  ])('refuses %j of %s as %s', (stated, dimension, code) => {
    expect(parseAmount(stated, dimension)).toMatchObject({ ok: false, problem: { code } });
  });

  it('cuts what it quotes of an endless text', () => {
    const parsed = parseAmount('9'.repeat(1_000_000), 'area');
    const problem = { code: 'amount-malformed', stated: `${'9'.repeat(100)}…` };
    expect(parsed).toEqual({ ok: false, problem });
  });

  it('takes the last amount below the limit and not the limit', () => {
    const ha = (AMOUNT_LIMIT - 1n) / 3_000_000n;
    expect(parseAmount(`${ha} ha`, 'area')).toMatchObject({ ok: true, amount: ha * 3_000_000n });
    expect(parseAmount(`${ha + 1n} ha`, 'area')).toMatchObject({
      problem: { code: 'amount-too-large' },
    });
  });

  it.each<[string, Dimension, [string, string]]>([
    ['0.000001 亩', 'area', ['0亩', '0.000005亩']],
    ['300.0000049 mu', 'area', ['300 mu', '300.000005 mu']],
    ['20.0000005 ha', 'area', ['20 ha', '20.000001 ha']],
    ['20.0000019公顷', 'area', ['20.000001公顷', '20.000002公顷']],
    ['1.005 m2', 'area', ['1 m2', '1.01 m2']],
    ['1.00000000001万亩', 'area', ['1万亩', '1.0000000005万亩']],
    ['1.5 u', 'area', ['1 u', '2 u']],
    ['１．５ ｕ', 'area', ['1 u', '2 u']],
    ['0.5 克', 'grain', ['0克', '1克']],
    ['1.2345 kg', 'grain', ['1.234 kg', '1.235 kg']],
  ])('refuses %j and names its neighbours', (stated, dimension, nearest) => {
    const problem = { code: 'amount-not-whole', stated, nearest };
    expect(parseAmount(stated, dimension)).toEqual({ ok: false, problem });
  });
});

describe('parseAmountRounded', () => {
  it.each<[string, bigint, boolean]>([
    ['12.34567891 公顷', 37_037_037n, true], // 37 037 036.73
    ['20.0000005 ha', 60_000_002n, true], // half a unit goes up
    ['20.0000004999 ha', 60_000_001n, true],
    ['20.00000000 ha', 60_000_000n, false],
    ['0.00000001 ha', 0n, true],
  ])('rounds %j to whole units', (stated, amount, rounded) => {
    expect(parseAmountRounded(stated, 'area')).toEqual({ ok: true, amount, stated, rounded });
  });

  it('refuses what parseAmount refuses for another reason than the decimals', () => {
    expect(parseAmountRounded('-1.5 u', 'area')).toEqual({
      ok: false,
      problem: { code: 'amount-negative', stated: '-1.5 u' },
    });
    expect(parseAmountRounded('12.34567891', 'area')).toMatchObject({
      problem: { code: 'amount-unit-unknown' },
    });
  });

  it('does not round up to the limit', () => {
    const text = `${AMOUNT_LIMIT - 1n}.5 u`;
    expect(parseAmountRounded(text, 'area')).toMatchObject({ ok: false });
  });
});
