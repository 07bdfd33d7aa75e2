/** One range of an `Accept` header (RFC 9110, 12.5.1). */
interface Range {
  readonly type: string;
  readonly quality: number;
}

/**
 * The type in which to answer, of those a route offers: the one the reader likes best, the first one of equals. Nothing
 * when the reader takes none of them.
 */
export const acceptedOf = (
  accept: string | undefined,
  offers: readonly string[],
): string | undefined => {
  if (accept === undefined || accept.trim() === '') return offers[0];
  const ranges = accept.split(',').map(rangeOf);
  let best: string | undefined;
  let bestQuality = 0;
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality <= bestQuality) continue;
    best = offer;
    bestQuality = quality;
  }
  return best;
};

const rangeOf = (text: string): Range => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const stated = parameters.find((one) => /^q\s*=/.test(one))?.split('=')[1];
  const quality = stated === undefined ? 1 : Number(stated);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
};

/** By the most specific range that names the type; of equals the one that is named goes before one that is meant. */
const qualityOf = (offer: string, ranges: readonly Range[]): number => {
  const [main = ''] = offer.split('/');
  for (const [vagueness, wanted] of [offer, `${main}/*`, '*/*'].entries()) {
    const named = ranges.filter(({ type }) => type === wanted);
    if (named.length === 0) continue;
    const quality = Math.max(...named.map((one) => one.quality));
    return quality === 0 ? 0 : quality - vagueness * LESS_THAN_ANY_STEP;
  }
  return 0;
};
/** Qualities have three decimals. */
const LESS_THAN_ANY_STEP = 0.0001;
