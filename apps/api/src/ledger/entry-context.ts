import {
  LEDGERS_DAY,
  type Actor,
  type LedgerCommand,
  type LedgerState,
  type Settlement,
} from '#domain';
import { pick, present } from '../present.js';
import type { AmountReader } from './amount-reader.js';
import type { EntryFields, SettlementBody } from './bodies/entry-body.js';

/** What a command needs beside the body. */
export interface EntryContext {
  readonly entryId: string;
  readonly actor: Actor;
  readonly amounts: AmountReader;
  /** Only to look at: the state lives on. */
  readonly state: LedgerState;
}

type CommonData = Pick<
  LedgerCommand['data'],
  'entryId' | 'actor' | 'effectiveOn' | 'document' | 'note' | 'replaces' | 'settles' | 'stated'
>;

/**
 * The members every command has. To be called after the amounts were read, because the texts they were written in are
 * part of it.
 */
export const common = (
  body: EntryFields,
  { entryId, actor, amounts }: EntryContext,
  effectiveOn: string = body.effectiveOn ?? LEDGERS_DAY,
): CommonData => {
  const settles = body.settles?.map((one, i) => settlement(one, `settles[${i}]`, amounts));
  return {
    entryId,
    actor,
    effectiveOn,
    ...pick(body, 'document', 'note', 'replaces'),
    ...present({ settles }),
    ...(Object.keys(amounts.stated).length === 0 ? {} : { stated: amounts.stated }),
  };
};

const settlement = (
  { kind, id, part }: SettlementBody,
  path: string,
  amounts: AmountReader,
): Settlement => {
  if (part === undefined) return { kind, id };
  const amount = String(amounts.amount(`${path}.part.amount`, part.amount));
  return { kind, id, part: { amount, of: String(amounts.amount(`${path}.part.of`, part.of)) } };
};
