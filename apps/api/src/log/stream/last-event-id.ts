import type { EventStore, RecordedEvent, StreamRevision } from '#event-store';
import { HttpProblem } from '../../problems/http-problem.js';

/** The id that an entry has in the stream: `r<revision in its ledger>`. */
export const streamId = ({ revision }: Pick<RecordedEvent, 'revision'>): string => `r${revision}`;

/** A revision after which a reader goes on, or a position, which the stream gave as id before and answers state. */
export type LastSeen = { readonly revision: StreamRevision } | { readonly position: bigint };

/** @throws {HttpProblem} `malformed-query`: it is none of the ids the stream gives */
export const parseLastEventId = (id: string): LastSeen => {
  const [, sign, digits] = /^(r?)(0|[1-9]\d{0,17})$/.exec(id) ?? [];
  if (digits === undefined)
    throw new HttpProblem('malformed-query', {
      fields: [{ path: 'Last-Event-ID', rule: 'cursor' }],
    });
  return sign === '' ? { position: BigInt(digits) } : { revision: BigInt(digits) };
};

/**
 * The revision to begin with.
 * @throws {HttpProblem} `revision-not-yet`: the reader has seen more than the ledger holds, as when it was restored
 */
export const firstAfter = async (
  store: EventStore,
  stream: string,
  seen: LastSeen | undefined,
): Promise<StreamRevision> => {
  const head = await headOf(store, stream);
  const end = head === undefined ? 0n : head.revision + 1n;
  if (seen === undefined || head === undefined) return end;
  const [asked, last] =
    'position' in seen ? [seen.position, placeOf(head)] : [seen.revision, head.revision];
  if (asked > last)
    throw new HttpProblem('revision-not-yet', { requested: String(asked), head: String(last) });
  return 'position' in seen ? firstAfterPosition(store, stream, asked, end) : asked + 1n;
};

/** By halves, because positions grow with revisions: twenty rows are read of a ledger of a million entries. */
const firstAfterPosition = async (
  store: EventStore,
  stream: string,
  position: bigint,
  end: StreamRevision,
): Promise<StreamRevision> => {
  let [from, to] = [0n, end];
  while (from < to) {
    const middle = (from + to) / 2n;
    const entry = await entryAt(store, stream, middle);
    if (entry === undefined) return end;
    if (placeOf(entry) <= position) from = middle + 1n;
    else to = middle;
  }
  return from;
};

/** @throws {HttpProblem} `malformed-query`: positions of this log are no numbers, so the id was never given by it */
const placeOf = ({ position }: RecordedEvent): bigint => {
  if (/^\d+$/.test(position)) return BigInt(position);
  throw new HttpProblem('malformed-query', {
    fields: [{ path: 'Last-Event-ID', rule: 'cursor' }],
  });
};

const entryAt = async (
  store: EventStore,
  stream: string,
  revision: StreamRevision,
): Promise<RecordedEvent | undefined> => {
  for await (const entry of store.readStream(stream, revision, 'forwards', 1)) return entry;
  return undefined;
};

/** Reading backwards from beyond the head starts at the head. */
const BEYOND = 2n ** 62n;

export const headOf = async (
  store: EventStore,
  stream: string,
): Promise<RecordedEvent | undefined> => {
  for await (const entry of store.readStream(stream, BEYOND, 'backwards', 1)) return entry;
  return undefined;
};
