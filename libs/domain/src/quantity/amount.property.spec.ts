import fc from 'fast-check';
import { AMOUNT_LIMIT, UNITS_PER } from './area.js';
import { formatExactly, formatHa, formatMu, showArea } from './format.js';
import { MEASURES, type Measure } from './measure.js';
import { parseAmount, parseAmountRounded } from './parse.js';

const measures: [string, Measure][] = Object.entries(MEASURES);
const spellings = measures.flatMap(([, measure]) =>
  measure.names.map((name) => ({ name, measure })),
);
const amount = fc.bigInt({ min: 0n, max: AMOUNT_LIMIT - 1n });
const read = (text: string, { dimension }: Measure): bigint => {
  const parsed = parseAmount(text, dimension);
  if (!parsed.ok) throw new Error(parsed.problem.code);
  return parsed.amount;
};

describe('amounts', () => {
  it.each(spellings)('stated exactly in $name read back unchanged', ({ name, measure }) => {
    fc.assert(
      fc.property(amount, (drawn) => {
        const whole = drawn - (drawn % measure.step);
        const text = `${formatExactly(whole, measure)} ${name}`;
        expect(parseAmount(text, measure.dimension)).toEqual({
          ok: true,
          amount: whole,
          stated: text,
        });
      }),
    );
  });

  it.each(measures)('that are not whole in %s lie between their neighbours', (_, measure) => {
    const decimals = measure.decimals + 3;
    const whole = fc.bigInt({ min: 0n, max: 10n ** 6n });
    const fraction = fc.bigInt({ min: 0n, max: 10n ** BigInt(decimals) - 1n });
    let refused = 0;
    fc.assert(
      fc.property(whole, fraction, (w, f) => {
        const text = `${w}.${String(f).padStart(decimals, '0')} ${measure.names[0]}`;
        const parsed = parseAmount(text, measure.dimension);
        if (parsed.ok) return;
        refused += 1;
        const [below, above] = (parsed.problem.nearest ?? []).map((near) => read(near, measure));
        if (below === undefined || above === undefined) throw new Error(parsed.problem.code);
        expect(above).toBe(below + measure.step);
        const rounded = parseAmountRounded(text, measure.dimension);
        if (!rounded.ok) throw new Error(rounded.problem.code);
        expect(rounded.rounded).toBe(true);
        expect(rounded.amount >= below && rounded.amount <= above).toBe(true);
      }),
      { seed: 20170306 },
    );
    expect(refused).toBeGreaterThan(80);
  });

  it('never throw, whatever the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[0-9０-９.,，．+\-−eE 　万亩公顷mukhagHA²㎡]{0,30}$/),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('area' as const, 'grain' as const), (stated, dimension) => {
        const parsed = parseAmount(stated, dimension);
        if (parsed.ok) expect(parsed.amount >= 0n && parsed.amount < AMOUNT_LIMIT).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are read alike in full-width characters', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), (drawn) => {
        const text = `${formatExactly(drawn, 'mu')}mu`;
        const wide = text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
        expect(parseAmount(wide, 'area')).toMatchObject({ ok: true, amount: drawn });
      }),
    );
  });

  it('are shown within half of the last decimal, mirrored for negatives, and marked when rounded', () => {
    fc.assert(
      fc.property(amount, (drawn) => {
        const shown = showArea(drawn);
        const back = {
          mu: BigInt(shown.mu.replace('.', '')) * (UNITS_PER.mu / 10_000n),
          ha: BigInt(shown.ha.replace('.', '')) * (UNITS_PER.ha / 10_000n),
        };
        for (const name of ['mu', 'ha'] as const) {
          const off = back[name] - drawn;
          expect(2n * (off < 0n ? -off : off) <= UNITS_PER[name] / 10_000n).toBe(true);
          expect(shown.rounded?.includes(name) ?? false).toBe(off !== 0n);
        }
        for (const format of [formatMu, formatHa])
          expect(format(-drawn).replace('-', '')).toBe(format(drawn));
      }),
    );
  });
});
