import type { RefusalCode } from '#domain';
import type { ProblemEntry } from '#platform';
import { askedProblems } from './problems/asked-problems.js';
import { citedProblems } from './problems/cited-problems.js';
import { heldProblems } from './problems/held-problems.js';
import { partyProblems } from './problems/party-problems.js';
import { ruleProblems } from './problems/rule-problems.js';
import { timeProblems } from './problems/time-problems.js';

/** The whole map: a code without an entry does not compile. Written for the clerk who reads it. */
export const ledgerProblems = {
  ...askedProblems,
  ...partyProblems,
  ...timeProblems,
  ...citedProblems,
  ...ruleProblems,
  ...heldProblems,
} satisfies Record<RefusalCode, ProblemEntry>;
