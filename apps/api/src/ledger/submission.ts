import type { Actor, LedgerCommand, LedgerState } from '#domain';
import type { Steps, Submission } from '#event-store';
import { ledgerStream, submissionOf } from '#ledger-stream';
import type { Identity } from '#platform';
import { ACTION_WORDS } from '../access/access-table.js';
import { speaksOf } from '../access/speaks-of.js';
import type { ApiDependencies } from '../api-dependencies.js';
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
  /** The state does not know an indicator or a lot that the body names. */
  readonly onUnknown?: (() => void) | undefined;
}

/** The command of a checked body. @throws {HttpProblem} with every amount that could not be read */
export function* commandSteps(
  body: AcceptedBody,
  { traceparent: _traceparent, onUnknown, ...who }: Poster,
  state: LedgerState,
): Steps<LedgerCommand> {
  const context: EntryContext = {
    ...who,
    amounts: new AmountReader(state, onUnknown),
    state,
  };
  const command = yield* body.commandSteps(context);
  context.amounts.throwProblems();
  return command;
}

/** A command ready for the sequencer. */
export const submitted = (
  ledger: string,
  command: LedgerCommand,
  { traceparent }: Pick<Poster, 'traceparent'>,
): Submission<LedgerCommand> => ({
  ...submissionOf(ledger, command),
  ...(traceparent === undefined ? {} : { traceparent }),
});

/** Both in one. @throws {HttpProblem} with every amount that could not be read */
export function* submissionSteps(
  ledger: string,
  body: AcceptedBody,
  poster: Poster,
  state: LedgerState,
): Steps<Submission<LedgerCommand>> {
  return submitted(ledger, yield* commandSteps(body, poster, state), poster);
}

/** What is read of the state of a ledger to make its commands. */
export type MakeWith<Made> = (state: LedgerState, onUnknown: () => void) => Made | Promise<Made>;

/**
 * Makes commands with the state of this process, and anew with the newest one where that did not know what they name:
 * another process may have recorded it a moment ago.
 */
export const madeSurely = async <Made>(
  sequencer: ApiDependencies['sequencer'],
  ledger: string,
  make: MakeWith<Made>,
): Promise<Made> => {
  const stream = ledgerStream(ledger);
  let isUnknown = false;
  const first = await sequencer.read(stream, async (state) => {
    try {
      return { made: await make(state, () => void (isUnknown = true)) };
    } catch (error) {
      return { error };
    }
  });
  if (isUnknown) {
    await sequencer.refresh(stream);
    return sequencer.read(stream, (state) => make(state, () => undefined));
  }
  if ('error' in first) throw first.error;
  return first.made;
};
