/**
 * Numbers as clerks copy them. Which number a text means is known because it was made here, so that the laws need no
 * folding of their own.
 */
export class Spellings {
  private readonly meanings = new Map<string, string>();

  /** One way of writing a number: the picks say which. Nothing is changed where the seed is nothing. */
  written(number: string, seed: number): string {
    let text = number;
    for (let rest = seed; rest > 0; rest = Math.floor(rest / WAYS.length)) {
      text = (WAYS[rest % WAYS.length] ?? same)(text);
    }
    this.meanings.set(text, number);
    return text;
  }

  /** As `written`, for names that may hold nothing invisible and no blank at an end. */
  writtenVisibly(number: string, seed: number): string {
    let text = number;
    for (let rest = seed; rest > 0; rest = Math.floor(rest / VISIBLE_WAYS.length)) {
      text = (VISIBLE_WAYS[rest % VISIBLE_WAYS.length] ?? same)(text);
    }
    this.meanings.set(text, number);
    return text;
  }

  meaning(text: string): string {
    return this.meanings.get(text) ?? text;
  }
}

type Way = (text: string) => string;
const same: Way = (text) => text;
const inTheMiddle =
  (sign: string): Way =>
  (text) =>
    `${text.slice(0, 2)}${sign}${text.slice(2)}`;
const bracketed =
  (open: string, close: string): Way =>
  (text) =>
    text.replace(/[〔([（［【<«]/g, open).replace(/[〕)\]）］】>»]/g, close);
const dashed =
  (sign: string): Way =>
  (text) =>
    text.replace(/[-‐–—－−~]+/g, sign);
/** Letters and digits as East Asian type sets them. */
const wide: Way = (text) =>
  text.replace(/[!-~]/g, (sign) =>
    sign === '-' || sign === '~' ? sign : String.fromCodePoint(sign.charCodeAt(0) + 0xfee0),
  );

const VISIBLE_WAYS: readonly Way[] = [
  same,
  wide,
  (text) => text.toLowerCase(),
  (text) => text.toUpperCase(),
  bracketed('[', ']'),
  bracketed('(', ')'),
  bracketed('（', '）'),
  bracketed('【', '】'),
  dashed('–'),
  dashed('——'),
  dashed('－'),
  inTheMiddle(' '),
];

const WAYS: readonly Way[] = [
  ...VISIBLE_WAYS,
  (text) => `${text} `,
  (text) => `\u3000${text}`,
  dashed('−'),
  dashed('~'),
  bracketed('<', '>'),
  bracketed('«', '»'),
  inTheMiddle('\u00a0'),
  inTheMiddle('\u200b'),
  inTheMiddle('\u2060'),
  inTheMiddle('\u00ad'),
  inTheMiddle('\ufeff'),
];
