import canonicalize from 'canonicalize';
import fc from 'fast-check';
import type { Json } from '#domain';
import { canonicalText } from './canonical.js';

/** Names and texts that meet the edges of RFC 8785: order of code units, escapes, characters beyond 16 bits. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('a', 'B', '"', '\\', '\u0001', '\u007f', '\u2028', '亩', '😀', 'ﬀ'),
  }),
);
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    text,
    fc.array(tie('value')),
    fc.dictionary(text, tie('value'), { maxKeys: 40 }),
  ),
})).value;

describe('canonical text', () => {
  it('is that of the reference implementation, byte for byte', () => {
    fc.assert(fc.property(json, (value) => canonicalText(value) === canonicalize(value)));
  });

  it('is the same again when it is read and written', () => {
    fc.assert(
      fc.property(json, (value) => {
        const written = canonicalText(value);
        expect(canonicalText(JSON.parse(written) as Json)).toBe(written);
      }),
    );
  });

  it('does not depend on the order in which members were set, few or many', () => {
    const keys = Array.from({ length: 50 }, (_, i) => `k${i}`);
    for (const count of [1, 2, 12, 32, 33, 50]) {
      const some = keys.slice(0, count);
      const forwards = Object.fromEntries(some.map((key) => [key, key]));
      const backwards = Object.fromEntries(some.reverse().map((key) => [key, key]));
      expect(canonicalText(backwards)).toBe(canonicalText(forwards));
    }
  });

  it('leaves out members that are undefined and keeps empty ones', () => {
    expect(canonicalText({ b: undefined, c: [], a: {} })).toBe('{"a":{},"c":[]}');
  });

  it('writes a bigint as a decimal string: whole units may be larger than a JSON number holds', () => {
    expect(canonicalText({ amount: -(2n ** 63n) })).toBe('{"amount":"-9223372036854775808"}');
  });

  it.each([
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['not a number', Number.NaN],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['undefined in a list', [undefined as unknown as Json]],
  ])('refuses %s', (_, value: Json) => {
    expect(() => canonicalText(value)).toThrow(TypeError);
  });
});
