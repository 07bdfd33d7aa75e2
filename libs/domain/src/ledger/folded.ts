/**
 * The form in which numbers are compared: approvals, documents, parcels and project codes. Clerks copy them from scans
 * and other systems, where one number comes with other widths, blanks, brackets and dashes. What was written is kept and
 * shown; the fold makes these keys, so a change here needs another fold version.
 */
export const folded = (text: string): string => {
  const known = lately.get(text);
  if (known !== undefined) return known;
  const made = PLAIN.test(text)
    ? text.replace('〔', '(').replace('〕', ')').toLowerCase()
    : foldedWhateverItIs(text);
  if (lately.size >= LATELY_MAX) lately.clear();
  lately.set(text, made);
  return made;
};

/** One command asks for its few numbers again and again: for its needs, its checks and what it then holds. */
const lately = new Map<string, string>();
const LATELY_MAX = 256;

/**
 * As nearly every number is written: Han characters, ASCII letters and digits, one pair of brackets and dashes that stand
 * alone. A fold of a long log comes through here millions of times.
 */
const PLAIN =
  /^[\u4e00-\u9fff0-9A-Za-z]*(?:〔[0-9A-Za-z]*〕[\u4e00-\u9fff0-9A-Za-z]*)?(?:-[\u4e00-\u9fff0-9A-Za-z]+)*$/;

export const foldedWhateverItIs = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(OPENING, '(')
    .replace(CLOSING, ')')
    .replace(DASHES, '-')
    // To and fro: there are letters that only meet their double in the other case.
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(DOTTED_I, 'i');

/** The Braille blank is a symbol to Unicode and a space to the eye. */
const INVISIBLE = /[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Angles are typed for brackets, and are signs or quotes to Unicode. */
const OPENING = /[\p{Ps}<‹«]/gu;
const CLOSING = /[\p{Pe}>›»]/gu;
/** With the minus sign, the box drawing lines, the Japanese long mark and tildes, typed for dashes. A run is one. */
const DASHES = /[\p{Pd}\u2212\u2500\u2501\u30fc~\u223c\u02d7\u2043\u2796]+/gu;
/** A capital I with a dot is small with a dot too many. */
const DOTTED_I = /i\u0307/gu;

export const isSameNumber = (a: string | undefined, b: string | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && folded(a) === folded(b));
