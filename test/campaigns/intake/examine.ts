import type { RecordedEvent } from '#event-store';
import type { ReadReply, SentCommand } from '../../e2e/command-topic.js';
import { Book } from '../book.js';
import { gaps } from '../raw-log.js';

export interface Examined {
  readonly faults: readonly string[];
  readonly recorded: number;
  readonly refused: number;
  /** Replies that say of an entry that it stood there already. */
  readonly repeated: number;
}

/** Holds what was sent and what was replied against the log. */
export const examine = (
  sent: readonly SentCommand[],
  replies: readonly ReadReply[],
  everything: readonly RecordedEvent[],
): Examined => {
  const log = everything.filter(({ stream }) => stream === 'ledger-330000');
  const book = Book.of(log);
  const faults = [...gaps(everything), ...book.faults];
  const byId = new Map<string, ReadReply[]>();
  for (const reply of replies) byId.set(reply.id, [...(byId.get(reply.id) ?? []), reply]);
  for (const id of new Set(sent.map((one) => one.id)))
    faults.push(...faultsOf(id, byId.get(id) ?? [], book.entries.get(id)));
  faults.push(...outOfOrder(sent, book));
  const last = [...byId.values()].map((all) => all.at(-1));
  return {
    faults,
    recorded: last.filter((one) => one?.data.recorded !== undefined).length,
    refused: last.filter((one) => one?.data.refused !== undefined).length,
    repeated: replies.filter(({ data }) => data.recorded?.repeated === true).length,
  };
};

/** The last reply says what the log says, and none before it says of a recorded one anything else. */
const faultsOf = (
  id: string,
  replies: readonly ReadReply[],
  revision: string | undefined,
): string[] => {
  const told = replies.map(({ data }) => data.recorded?.revision ?? 'refused');
  if (told.at(-1) !== (revision ?? 'refused'))
    return [`${id}: told ${told.join(', ')}, stands at ${revision ?? 'none'}`];
  const first = told.findIndex((one) => one !== 'refused');
  const other = first < 0 ? undefined : told.slice(first).find((one) => one !== revision);
  return other === undefined ? [] : [`${id}: told ${told.join(', ')}`];
};

/** Entries of one key stand in the order their commands were sent in. */
const outOfOrder = (sent: readonly SentCommand[], book: Book): string[] => {
  const heads = new Map<string, number>();
  const seen = new Set<string>();
  return sent.flatMap(({ id, key = '' }) => {
    const revision = book.entries.get(id);
    if (revision === undefined || seen.has(id)) return [];
    seen.add(id);
    const head = heads.get(key) ?? -1;
    heads.set(key, Number(revision));
    return Number(revision) > head ? [] : [`${id}: stands at ${revision}, behind ${head}`];
  });
};
