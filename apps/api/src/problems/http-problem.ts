import type { PlatformProblemCode, ProblemFacts } from '#platform';
import type { ApiProblemCode } from './api-problems.js';

/** What is wrong with a request before the rules of the ledger are asked. Thrown anywhere below the door. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  constructor(
    readonly code: PlatformProblemCode | ApiProblemCode,
    /** A fact that is a `Localised` text is told in the language of the answer. */
    readonly facts: ProblemFacts = {},
    /** Another status than that of the code. */
    readonly status?: number,
  ) {
    super(code);
  }
}
