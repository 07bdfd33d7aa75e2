/** Code points, both ends included. */
type Range = readonly [from: number, to: number];

/**
 * Characters of no text: control characters (NUL cannot be stored), line and paragraph separators, which break the line of
 * a log or a table as they do, what a reader put for bytes that it could not read
 * (U+FFFD), code points that are no characters, those of private use, which are another letter on every machine, and those
 * that turn the order of letters around, with which a number reads as another one. The marks that Arabic names need
 * (U+200E, U+200F, U+061C) are none of these.
 */
const FORBIDDEN: readonly Range[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x2028, 0x2029],
  [0x202a, 0x202e],
  [0x2066, 0x2069],
  [0xe000, 0xf8ff],
  [0xfdd0, 0xfdef],
  [0xfffd, 0xffff],
  [0xf0000, 0x10ffff],
];

/** Characters that show nothing: of them alone no text can be made, because nobody could read it. */
const INVISIBLE: readonly Range[] = [
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

/** The inside of a character class, spelled with the characters themselves: regular expressions of all languages read it. */
const classOf = (ranges: readonly Range[]): string =>
  ranges
    .map(([from, to]) => {
      const [first, last] = [String.fromCodePoint(from), String.fromCodePoint(to)];
      return from === to ? first : `${first}-${last}`;
    })
    .join('');

const ANY = `[^${classOf(FORBIDDEN)}]`;
const VISIBLE = `[^${classOf([...FORBIDDEN, ...INVISIBLE])}]`;
/** What `isText` asks for beside the length, for JSON Schema. */
export const TEXT_PATTERN = `^${ANY}*${VISIBLE}${ANY}*$`;

const ONLY_ALLOWED = new RegExp(`^${ANY}*$`, 'u');
const ANY_VISIBLE = new RegExp(VISIBLE, 'u');

/** 1 to `max` characters that can be stored, of which one at least can be seen. */
export const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' &&
  value.length > 0 &&
  isWithin(value, max) &&
  ONLY_ALLOWED.test(value) &&
  // Lone surrogates are no UTF-8.
  value.isWellFormed() &&
  ANY_VISIBLE.test(value);

/** Counted in characters, as JSON Schema and people do: a rare one in the name of a place is one, not two. */
const isWithin = (text: string, max: number): boolean =>
  text.length <= max || (text.length <= 2 * max && Array.from(text).length <= max);
