import { randomUUID } from 'node:crypto';
import type { Language, ProblemDocument } from '#platform';
import type { CommandOutcome, RecordedCommand } from '../command-door.js';
import { REPLIES } from '../topics.js';
import type { CommandMessage } from './command-message.js';
import type { OutgoingMessage } from './incoming.js';

/**
 * What became of a command, version 1. Guests build on it: members may be added, none may be removed or change its
 * meaning (`docs/schemas/muledger.replies.v1.json` and its test).
 */
export interface Reply {
  /** The message that is answered. */
  readonly command: { readonly id: string; readonly source: string; readonly type: string };
  readonly ledger: string;
  readonly entryId: string;
  /** One of the two. */
  readonly recorded?: ReplyRecorded;
  readonly refused?: ReplyRefused;
}

export interface ReplyRecorded extends RecordedCommand {
  /** It stood in the ledger already. */
  readonly repeated: boolean;
}

/** The problem document of HTTP, in both languages. */
export type ReplyRefused = Readonly<Record<Language, ProblemDocument>>;

type Told = Exclude<CommandOutcome, { readonly kind: 'unavailable' }>;

export const REPLIES_SCHEMA = `urn:muledger:schema:${REPLIES.name}`;
export const REPLY_TYPES = {
  recorded: 'muledger.command.recorded.v1',
  refused: 'muledger.command.refused.v1',
} as const satisfies Record<Told['kind'], string>;

/** A reply that no topic takes would keep all that follow: facts that quote this much are left out. */
const PROBLEM_CHARACTERS_MAX = 64 * 1024;

/** The reply under the key of its command. */
export const replyMessage = (
  { id, source, type, ledger, correlationId }: CommandMessage,
  key: Buffer | null,
  outcome: Told,
  now: Date,
): OutgoingMessage => {
  const data: Reply = { command: { id, source, type }, ledger, entryId: id, ...told(outcome) };
  const event = {
    specversion: '1.0',
    // Of its own: what is asked again is answered again, and the later answer stands.
    id: randomUUID(),
    source: '/intake',
    type: REPLY_TYPES[outcome.kind],
    subject: id,
    time: now.toISOString(),
    datacontenttype: 'application/json',
    dataschema: REPLIES_SCHEMA,
    data,
  };
  return {
    key,
    value: JSON.stringify(event),
    headers: {
      'content-type': 'application/cloudevents+json; charset=UTF-8',
      'correlation-id': correlationId,
    },
  };
};

const told = (outcome: Told): Pick<Reply, 'recorded' | 'refused'> => {
  if (outcome.kind === 'refused')
    return { refused: { zh: bounded(outcome.problem.zh), en: bounded(outcome.problem.en) } };
  const { revision, position, recordedAt, lots, reservationId } = outcome.posted;
  return {
    recorded: {
      revision,
      ...(position === undefined ? {} : { position }),
      ...{ recordedAt, lots },
      ...(reservationId === undefined ? {} : { reservationId }),
      repeated: outcome.repeated,
    },
  };
};

const bounded = (problem: ProblemDocument): ProblemDocument => {
  if (JSON.stringify(problem).length <= PROBLEM_CHARACTERS_MAX) return problem;
  const { type, title, status, code } = problem;
  return { type, title, status, code };
};
