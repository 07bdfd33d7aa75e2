import type { RefusalCode } from '#domain';
import type { ProblemFacts } from '#platform';

/** The rules said no. A value from `decide`, thrown once, by the caller of the sequencer. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly code: RefusalCode,
    readonly facts: ProblemFacts,
  ) {
    super(code);
  }
}
