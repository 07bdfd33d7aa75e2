import type { Actor, LedgerCommand, LedgerState } from '#domain';
import { pick } from '../present.js';
import type { AmountReader } from './amount-reader.js';
import type { EntryFields } from './bodies/entry-body.js';

/** What a command needs beside the body. */
export interface EntryContext {
  readonly entryId: string;
  readonly actor: Actor;
  /** The ledger's day, YYYY-MM-DD: where a body may leave out its effective date. */
  readonly ledgersDay: string;
  readonly amounts: AmountReader;
  /** Only to look at: the state lives on. */
  readonly state: LedgerState;
}

type CommonData = Pick<
  LedgerCommand['data'],
  'entryId' | 'actor' | 'effectiveOn' | 'document' | 'note' | 'replaces' | 'stated'
>;

/**
 * The members every command has. To be called after the amounts were read, because the texts they were written in are
 * part of it.
 */
export const common = (
  body: EntryFields,
  { entryId, actor, ledgersDay, amounts }: EntryContext,
  effectiveOn: string = body.effectiveOn ?? ledgersDay,
): CommonData => ({
  entryId,
  actor,
  effectiveOn,
  ...pick(body, 'document', 'note', 'replaces'),
  ...(Object.keys(amounts.stated).length === 0 ? {} : { stated: amounts.stated }),
});
