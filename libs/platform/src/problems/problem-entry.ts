/** Languages a problem is told in. Chinese is the default: it is what the offices work in. */
export type Language = 'zh' | 'en';

/** One text in every language. */
export type Localised = Readonly<Record<Language, string>>;

/**
 * What is known of a problem code before it happens.
 *
 * `detail` is a template: `{name}` is replaced by the fact of that name, and a part in square brackets
 * is left out when one of its facts is missing. Without brackets the whole detail is left out.
 */
export interface ProblemEntry {
  readonly status: number;
  readonly title: Localised;
  readonly detail?: Localised;
}

/** Every code of one area with its entry: `… satisfies ProblemRegistry<Code>` makes the compiler ask for all. */
export type ProblemRegistry<Code extends string> = Readonly<Record<Code, ProblemEntry>>;

/** What a clerk needs to know about this occurrence. JSON values; they become members of the document. */
export type ProblemFacts = Readonly<Record<string, unknown>>;

/** RFC 9457 problem details. Facts stand beside these members. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly [fact: string]: unknown;
}

export const problemContentType = 'application/problem+json; charset=utf-8';
