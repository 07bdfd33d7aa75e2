import { digestOf, type EventStore, type RecordedEvent, type StreamRevision } from '#event-store';
import { HttpProblem } from '../../problems/http-problem.js';

/** Digits of the digest in an id: they tell an entry from one that took its place when the log went back. */
const DIGITS = 12;

/** The id that an entry has in the stream: `r<revision in its ledger>-<beginning of its digest>`. */
export const streamId = (recorded: RecordedEvent): string =>
  `r${recorded.revision}-${digestOf(recorded).slice(0, DIGITS)}`;

/**
 * An entry after which a reader goes on: by revision and content, by revision alone as the stream gave it before, or by
 * position, which answers state.
 */
export type LastSeen =
  | { readonly revision: StreamRevision; readonly digest?: string | undefined }
  | { readonly position: bigint };

/** @throws {HttpProblem} `malformed-query`: it is none of the ids the stream gives */
export const parseLastEventId = (id: string): LastSeen => {
  const [, sign, digits, digest] = /^(r?)(0|[1-9]\d{0,17})(?:-([\da-f]{12}))?$/.exec(id) ?? [];
  if (digits === undefined || (sign === '' && digest !== undefined))
    throw new HttpProblem('malformed-query', {
      fields: [{ path: 'Last-Event-ID', rule: 'cursor' }],
    });
  return sign === '' ? { position: BigInt(digits) } : { revision: BigInt(digits), digest };
};

/**
 * The revision to begin with.
 * @throws {HttpProblem} `revision-not-yet`: the reader has seen more than the ledger holds; `history-changed`: what it
 * has seen is not in the ledger any more, because the log went back
 */
export const firstAfter = async (
  store: EventStore,
  stream: string,
  seen: LastSeen | undefined,
): Promise<StreamRevision> => {
  const head = await headOf(store, stream);
  const end = head === undefined ? 0n : head.revision + 1n;
  if (seen === undefined) return end;
  if ('revision' in seen && seen.digest !== undefined)
    await assertSeen(store, stream, seen.revision, seen.digest);
  if (head === undefined) return end;
  const [asked, last] =
    'position' in seen ? [seen.position, placeOf(head)] : [seen.revision, head.revision];
  if (asked > last)
    throw new HttpProblem('revision-not-yet', { requested: String(asked), head: String(last) });
  return 'position' in seen ? firstAfterPosition(store, stream, asked, end) : asked + 1n;
};

const assertSeen = async (
  store: EventStore,
  stream: string,
  revision: StreamRevision,
  digest: string,
): Promise<void> => {
  const entry = await entryAt(store, stream, revision);
  if (entry === undefined || !digestOf(entry).startsWith(digest))
    throw new HttpProblem('history-changed', { revision: String(revision) });
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
