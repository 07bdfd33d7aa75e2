import { formatDay, type Actor, type LedgerCommand, type LedgerState } from '#domain';
import type { Submission } from '#event-store';
import { commandDigest, submissionOf } from '#ledger-stream';
import type { Identity } from '#platform';
import { ACTION_WORDS } from '../access/access-table.js';
import { speaksOf } from '../access/speaks-of.js';
import { HttpProblem } from '../problems/http-problem.js';
import { AmountReader } from './amount-reader.js';
import type { EntryContext } from './entry-context.js';
import type { AcceptedBody } from './entry-routes.js';

/** Who posts to a ledger, as its entries will say. Who runs the servers acts for the province, whose ledger it is. */
export const actorOf = (identity: Identity, ledger: string): Actor => {
  const { sub, role, unit } = identity;
  if (!speaksOf(identity, ledger))
    throw new HttpProblem('forbidden', { role, unit: unit ?? '-', action: ACTION_WORDS.post });
  return { id: sub, role, unit: unit ?? ledger };
};

export interface Poster {
  readonly entryId: string;
  readonly actor: Actor;
  /** Of a request that is traced. */
  readonly traceparent: string | undefined;
}

/**
 * The command of a checked body, ready for the sequencer.
 * @throws {HttpProblem} with every amount that could not be read
 */
export const submissionFrom = (
  ledger: string,
  body: AcceptedBody,
  poster: Poster,
  state: LedgerState,
): Submission<LedgerCommand> => {
  const ledgersDay = state.head.opened ? formatDay(state.head.day) : '';
  const { traceparent, ...who } = poster;
  const context: EntryContext = {
    ...who,
    ledgersDay,
    amounts: new AmountReader(state),
    state,
  };
  const command = body.toCommand(context);
  context.amounts.throwProblems();
  const submission = {
    ...submissionOf(ledger, command),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  if (!body.leavesDateToLedger) return submission;
  // Sent again tomorrow it is the same command, although the ledger's day, which it gets, is another one.
  const asked = body.toCommand({ ...context, ledgersDay: '' });
  return { ...submission, digest: commandDigest(ledger, asked) };
};
