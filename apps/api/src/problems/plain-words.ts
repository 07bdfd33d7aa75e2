import { formatPlainFact, type FormatFact } from '#platform';
import { amountWords, isShown } from '../answers/show-amount.js';

/** Facts of more than one part in words: amounts by component, lists of such rows. */
export const plainWords: FormatFact = (fact, language) => {
  const plain = formatPlainFact(fact, language);
  if (plain !== undefined) return plain;
  if (isShown(fact)) return amountWords(fact, language);
  const [between, colon] = language === 'zh' ? ['、', ' '] : [', ', ' '];
  if (Array.isArray(fact))
    return fact.map((one) => plainWords(one, language) ?? '').join(language === 'zh' ? ';' : '; ');
  if (typeof fact === 'object' && fact !== null)
    return Object.entries(fact)
      .map(([name, one]) => `${name}${colon}${plainWords(one, language) ?? ''}`)
      .join(between);
  return undefined;
};
