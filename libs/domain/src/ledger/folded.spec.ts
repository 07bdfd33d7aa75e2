import fc from 'fast-check';
import { folded, foldedWhateverItIs, isSameNumber } from './folded.js';

const NUMBER = '浙土字A〔2017〕-0012';

describe('H-10 numbers as they are compared', () => {
  it.each([
    ['angles', '浙土字A<2017>-0012'],
    ['wide angles', '浙土字A＜2017＞-0012'],
    ['angle quotes', '浙土字A«2017»-0012'],
    ['title marks', '浙土字A《2017》-0012'],
    ['a wide tilde', '浙土字A〔2017〕～0012'],
    ['a wave dash', '浙土字A〔2017〕〜0012'],
    ['a tilde', '浙土字A〔2017〕~0012'],
    ['a tilde operator', '浙土字A〔2017〕∼0012'],
    ['a run of dashes', '浙土字A〔2017〕——0012'],
    ['widths and blanks', '浙土字Ａ（２０１７） － ００１２'],
  ])('%s make no other number', (_what, written) => {
    expect(folded(written)).toBe(folded(NUMBER));
    expect(isSameNumber(written, NUMBER)).toBe(true);
  });

  it.each(['I', 'i', 'İ', 'i\u0307', 'ı', 'ＩＩ'.slice(1)])('the letter %s is one', (letter) =>
    expect(folded(`P${letter}1`)).toBe('pi1'),
  );

  it('is the same by the short way', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('浙号一A〔〕()-0z～ I')) }),
        (text) => {
          expect(folded(text)).toBe(foldedWhateverItIs(text));
        },
      ),
      { numRuns: 2_000, seed: 20_261_129 },
    ));

  it('a number that is folded is compared as it is', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(folded(folded(text))).toBe(folded(text));
      }),
      { numRuns: 200, seed: 20_261_128 },
    ));

  it.each([
    ['一', '-'],
    ['1', '2'],
    ['(1)2', '(12)'],
  ])('%s is not %s', (a, b) => expect(folded(a)).not.toBe(folded(b)));
});
