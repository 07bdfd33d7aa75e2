import { fillTemplate, type FormatFact } from './fill-template.js';
import type {
  Language,
  ProblemDocument,
  ProblemEntry,
  ProblemFacts,
  ProblemRegistry,
} from './problem-entry.js';

const document = (
  code: string,
  { status, title, detail }: ProblemEntry,
  facts: ProblemFacts,
  language: Language,
  format: FormatFact | undefined,
): ProblemDocument => {
  const filled = detail && fillTemplate(detail[language], facts, language, format);
  return {
    // First, so that no fact can pose as a member of the standard.
    ...facts,
    type: `/problems/${code}`,
    title: title[language],
    status,
    code,
    ...(filled === undefined ? {} : { detail: filled }),
  };
};

/**
 * Returns the function that writes problem documents of `registry`. `format` words facts that are
 * objects, such as amounts; without it only texts, numbers and lists of them appear in details.
 */
export const problemsOf =
  <Code extends string>(registry: ProblemRegistry<Code>, format?: FormatFact) =>
  (code: Code, facts: ProblemFacts = {}, language: Language = 'zh'): ProblemDocument =>
    document(code, registry[code], facts, language, format);
