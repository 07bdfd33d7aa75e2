import type { RefusalCode } from '#domain';
import type { PlatformProblemCode, ProblemFacts } from '#platform';
import type { ApiProblemCode } from './api-problems.js';

export type ProblemCode = PlatformProblemCode | ApiProblemCode | RefusalCode;

/** What an error is to the caller. */
export interface Problem {
  readonly code: ProblemCode;
  readonly facts: ProblemFacts;
  /** Another status than that of the code. */
  readonly status?: number;
  /** Seconds after which it is worth to ask again; of those that pass by themselves. */
  readonly retryAfter?: number;
  /** Nobody outside is told more; it goes to the log. */
  readonly defect?: true;
}
