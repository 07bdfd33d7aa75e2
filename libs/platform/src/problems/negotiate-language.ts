import type { Language } from './problem-entry.js';

const languageOf = (tag: string): Language | undefined => {
  const [primary] = tag.toLowerCase().split('-');
  if (primary === 'en') return 'en';
  return primary === 'zh' || primary === '*' ? 'zh' : undefined;
};

/** The language of an `Accept-Language` header (RFC 9110, 12.5.4); Chinese when it asks for none we have. */
export const negotiateLanguage = (header: string | undefined): Language => {
  let best: Language = 'zh';
  let bestQuality = 0;
  for (const range of (header ?? '').split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const language = languageOf(tag);
    const stated = parameters.find((one) => one.toLowerCase().startsWith('q='))?.slice(2);
    const quality = stated === undefined ? 1 : Number(stated);
    if (!language || !(quality > bestQuality)) continue;
    best = language;
    bestQuality = quality;
  }
  return best;
};
