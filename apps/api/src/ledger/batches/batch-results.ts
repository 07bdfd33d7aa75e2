import type { LedgerEvent, Refusal } from '#domain';
import { mapInSlices, type BatchOutcome, type LineOutcome } from '#event-store';
import type { Language, ProblemDocument } from '#platform';
import { problemDocument, problemOf } from '../../problems/answer-problem.js';
import { postedLine, type Posted } from '../posted.js';
import { shownBalances, type ShownBalance } from '../shown-balances.js';
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

interface Decided {
  readonly ledger: string;
  readonly lines: readonly Line[];
  readonly outcome: BatchOutcome<LedgerEvent, Refusal>;
  /** The answers of the lines that the rules refused, in their order. */
  readonly refused: readonly Refused[];
  readonly language: Language;
}

export const judge = async ({
  ledger,
  lines,
  outcome,
  refused: refusals,
  language,
}: Decided): Promise<Judged> => {
  const outcomes = outcome.lines[Symbol.iterator]();
  const refused = refusals[Symbol.iterator]();
  const room = new Room();
  /** Lines that would have been recorded, and are not, by their id. */
  const accepted = new Map<string, number>();
  const problem = (line: number, entryId: string, error: unknown): LineResult => {
    const document = room.fit(problemDocument(problemOf(error), language));
    return { line, status: document.status, entryId, problem: document };
  };
  const resultOf = ({ entryId, made }: Line, line: number): LineResult => {
    if (made instanceof Error) return problem(line, entryId, made);
    const decided: LineOutcome<LedgerEvent, Refusal> | undefined = outcomes.next().value;
    if (decided === undefined) throw new Error(`line ${line} has no outcome`);
    if (decided.kind === 'failed') return problem(line, entryId, decided.error);
    if (decided.kind === 'refused') {
      const answer: Refused | undefined = refused.next().value;
      return problem(line, entryId, answer && aboutLine(answer, accepted.get(entryId)));
    }
    if (!outcome.recorded && !decided.repeated) accepted.set(entryId, line);
    const isNew = outcome.recorded && !decided.repeated;
    return {
      line,
      status: isNew ? 201 : 200,
      ...postedLine(ledger, { position: undefined, ...decided }, decided.position === undefined),
    };
  };
  const results = await mapInSlices(lines, resultOf);
  const failed = results.filter((result) => 'problem' in result);
  return {
    recorded: outcome.recorded,
    results,
    balances: await shownBalances(
      outcome.lines.flatMap((line) => (line.kind === 'accepted' ? (line.left ?? []) : [])),
    ),
    failed: failed.length,
    refusedWith: failed.every(({ status }) => status === 409) ? 409 : 422,
  };
};

/** An id that an earlier line of the batch has is not in the ledger when nothing of the batch is. */
const aboutLine = (refused: Refused, ofLine: number | undefined): Refused => {
  if (ofLine === undefined || refused.code !== 'entry-id-reused') return refused;
  const { recordedAt: _recordedAt, ...facts } = refused.facts;
  return new Refused(refused.code, { ...facts, ofLine });
};

/** Characters of the problems of one answer that are told in full. */
const PROBLEMS_MAX = 1_000_000;

/** Keeps an answer from growing with the errors of its lines: what finds no room is told without its facts. */
class Room {
  private left = PROBLEMS_MAX;

  fit(problem: ProblemDocument): ProblemDocument {
    this.left -= JSON.stringify(problem).length;
    if (this.left >= 0) return problem;
    const { type, title, status, code } = problem;
    return { type, title, status, code };
  }
}
