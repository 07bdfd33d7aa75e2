import type { Language, ProblemFacts } from './problem-entry.js';

/** Turns a fact into words; undefined when it has none. */
export type FormatFact = (value: unknown, language: Language) => string | undefined;

/** Texts and numbers as they are, lists joined; an object has no wording of its own. */
export const formatPlainFact: FormatFact = (value, language) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (!Array.isArray(value)) return undefined;
  const parts = value.map((one) => formatPlainFact(one, language));
  return parts.includes(undefined) ? undefined : parts.join(language === 'zh' ? '、' : ', ');
};

/** Stands at both ends of a fact while a text is put together. No fact has it: NUL is part of no text. */
const EDGE = '\0';
/**
 * The blank that a Chinese text has beside a fact, because most are in Latin letters or numbers; beside one in Chinese
 * characters there is none.
 */
const STRAY =
  /(?<=[\p{Script=Han}\u3009\u300b\u3015\uff09]\0) (?=\p{Script=Han})|(?<=\p{Script=Han}) (?=\0[\p{Script=Han}\u3008\u300a\u3014\uff08])/gu;

/** Fills `{facts}`; undefined when one outside square brackets is missing. */
export const fillTemplate = (
  template: string,
  facts: ProblemFacts,
  language: Language,
  format: FormatFact = formatPlainFact,
): string | undefined => {
  const fill = (text: string): string | undefined => {
    let missing = false;
    const filled = text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const words = Object.hasOwn(facts, name) ? format(facts[name], language) : undefined;
      missing ||= words === undefined;
      return `${EDGE}${words?.replaceAll(EDGE, '') ?? ''}${EDGE}`;
    });
    return missing ? undefined : filled;
  };
  const parts = template
    .split(/(\[[^\]]*\])/)
    .map((part) => (part.startsWith('[') ? (fill(part.slice(1, -1)) ?? '') : fill(part)));
  if (parts.includes(undefined)) return undefined;
  return parts.join('').replaceAll(STRAY, '').replaceAll(EDGE, '');
};
