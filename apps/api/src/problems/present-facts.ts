import type { AmountProblemCode, Dimension } from '#domain';
import type { Language, Localised, ProblemFacts } from '#platform';
import { fieldWords, ruleWords, type FieldProblem } from './field-rules.js';

/** How many of the things that are wrong the sentence names; the document has them all. */
const NAMED_MAX = 5;

/** The facts in the language of the answer, with the sentence that sums up what is wrong with fields and amounts. */
export const presentFacts = (facts: ProblemFacts, language: Language): ProblemFacts => {
  const told: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries(facts))
    told[name] = isLocalised(fact) ? fact[language] : fact;
  const { fields, amounts } = facts;
  if (isFields(fields)) {
    told['reason'] = sentence(
      fields.map((field) => fieldWords(field, language)),
      language,
    );
    told['fields'] = fields.map((field) => ({
      ...field,
      message: ruleWords(field, language),
    }));
    if (fields[0] !== undefined) told['parameter'] = fields[0].path;
  }
  if (isAmounts(amounts)) {
    told['reason'] = sentence(
      amounts.map((amount) => amountWords(amount, language)),
      language,
    );
  }
  return told;
};

interface PlacedAmount {
  readonly path: string;
  readonly code: AmountProblemCode;
  readonly stated: string;
  readonly dimension?: Dimension;
  readonly nearest?: readonly [string, string];
}

const AMOUNT_WORDS: Record<AmountProblemCode, Localised> = {
  'amount-malformed': { zh: '不是数量', en: 'is no amount' },
  'amount-unit-unknown': {
    zh: '须注明单位(亩、公顷、万亩、m2)',
    en: 'needs a unit (mu, ha, m2, 万亩)',
  },
  'amount-negative': { zh: '不得为负', en: 'must not be negative' },
  'amount-too-large': { zh: '过大', en: 'is too large' },
  'amount-not-whole': {
    zh: '不是 1/300 平方米的整数倍,无法精确记账,最接近的是',
    en: 'is no whole number of 1/300 m² and cannot be kept exactly; the nearest are',
  },
};

/** Grain is weighed, and its units are other ones. */
const GRAIN_WORDS: Partial<Record<AmountProblemCode, Localised>> = {
  'amount-unit-unknown': { zh: '须注明单位(公斤)', en: 'needs its unit (kg)' },
  'amount-not-whole': {
    zh: '不是 1 克的整数倍,无法精确记账,最接近的是',
    en: 'is no whole number of grams and cannot be kept exactly; the nearest are',
  },
};

const amountWords = (
  { path, code, stated, nearest, dimension }: PlacedAmount,
  language: Language,
): string => {
  const near = nearest === undefined ? '' : ` ${nearest.join(language === 'zh' ? '、' : ', ')}`;
  const words = (dimension === 'grain' ? GRAIN_WORDS[code] : undefined) ?? AMOUNT_WORDS[code];
  return `${path} "${stated}" ${words[language]}${near}`;
};

const sentence = (parts: readonly string[], language: Language): string => {
  const named = parts.slice(0, NAMED_MAX);
  const rest = parts.length - named.length;
  if (language === 'zh') return `${named.join(';')}${rest > 0 ? `;另有 ${rest} 处` : ''}。`;
  return `${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
};

const isLocalised = (fact: unknown): fact is Localised =>
  typeof fact === 'object' &&
  fact !== null &&
  'zh' in fact &&
  'en' in fact &&
  typeof fact.zh === 'string' &&
  typeof fact.en === 'string';

const isFields = (fields: unknown): fields is readonly FieldProblem[] => Array.isArray(fields);
const isAmounts = (amounts: unknown): amounts is readonly PlacedAmount[] => Array.isArray(amounts);
