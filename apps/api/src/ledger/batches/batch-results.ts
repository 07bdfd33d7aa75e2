import type { LedgerEvent, LedgerState, Refusal } from '#domain';
import type { BatchOutcome, LineOutcome } from '#event-store';
import type { Language, ProblemDocument } from '#platform';
import { problemDocument, problemOf } from '../../problems/answer-problem.js';
import { postedLine, type Posted } from '../posted.js';
import { shownBalances, type ShownBalance } from '../shown-balances.js';
import { presentRefusal } from '../present-refusal.js';
import { Refused } from '../refused.js';
import type { Line } from './batch-lines.js';

/** What became of one line, with the status it would have had alone. */
export type LineResult =
  | ({ readonly line: number; readonly status: 200 | 201 } & Partial<Posted>)
  | {
      readonly line: number;
      readonly status: number;
      readonly entryId: string;
      readonly problem: ProblemDocument;
    };

export interface Judged {
  /** Whether the accepted lines are in the log. */
  readonly recorded: boolean;
  readonly results: readonly LineResult[];
  /** What the accounts hold that its lines moved, after the last of them. */
  readonly balances: readonly ShownBalance[];
  /** Lines with a problem. */
  readonly failed: number;
  /** Of the batch as a whole when it is refused: 409 when all would have passed against another ledger. */
  readonly refusedWith: 409 | 422;
}

export const judge = (
  ledger: string,
  lines: readonly Line[],
  outcome: BatchOutcome<LedgerEvent, Refusal>,
  state: LedgerState,
  language: Language,
): Judged => {
  const outcomes = outcome.lines[Symbol.iterator]();
  const problem = (line: number, entryId: string, error: unknown): LineResult => {
    const document = problemDocument(problemOf(error), language);
    return { line, status: document.status, entryId, problem: document };
  };
  const results = lines.map(({ entryId, made }, line): LineResult => {
    if (made instanceof Error) return problem(line, entryId, made);
    const decided: LineOutcome<LedgerEvent, Refusal> | undefined = outcomes.next().value;
    if (decided === undefined) throw new Error(`line ${line} has no outcome`);
    if (decided.kind === 'failed') return problem(line, entryId, decided.error);
    if (decided.kind === 'refused') {
      const { refusal } = decided;
      return problem(line, entryId, new Refused(refusal.code, presentRefusal(refusal, state)));
    }
    const isNew = outcome.recorded && !decided.repeated;
    return {
      line,
      status: isNew ? 201 : 200,
      ...postedLine(ledger, { position: undefined, ...decided }, decided.position === undefined),
    };
  });
  const failed = results.filter((result) => 'problem' in result);
  return {
    recorded: outcome.recorded,
    results,
    balances: shownBalances(
      outcome.lines.flatMap((line) => (line.kind === 'accepted' ? (line.left ?? []) : [])),
    ),
    failed: failed.length,
    refusedWith: failed.every(({ status }) => status === 409) ? 409 : 422,
  };
};
