import { randomUUID } from 'node:crypto';
import type {
  EventStore,
  FollowBatch,
  Ground,
  NewEvent,
  Position,
  RecordedEvent,
  StreamRevision,
} from '../event-store.js';

/** A stream no other test writes to: some logs cannot be emptied between tests. */
export const newStream = (): string => `contract-${randomUUID()}`;

export const newEvent = (overrides: Partial<NewEvent> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'Noted',
  body: '{"note":"n"}',
  metadata: '{"v":1}',
  ...overrides,
});

export const newEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, index) => newEvent({ body: `{"index":${index}}` }));

export async function collect<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of from) all.push(one);
  return all;
}

export const streamOf = (
  store: EventStore,
  stream: string,
  from: StreamRevision = 0n,
): Promise<RecordedEvent[]> => collect(store.readStream(stream, from, 'forwards'));

/** Where the log ends now. */
export async function headOf(store: EventStore): Promise<Position | null> {
  let head: Position | null = null;
  for await (const { position } of store.readAll(null)) head = position;
  return head;
}

/** Follows until `enough` says so of everything seen, then ends the following. */
export async function followUntil(
  store: EventStore,
  after: Position | null,
  enough: (seen: readonly RecordedEvent[], batch: FollowBatch) => boolean,
  ground?: Ground,
): Promise<RecordedEvent[]> {
  const ending = new AbortController();
  const seen: RecordedEvent[] = [];
  for await (const batch of store.follow(after, ending.signal, ground)) {
    seen.push(...batch.events);
    if (enough(seen, batch)) ending.abort();
  }
  return seen;
}

export const idsOf = (events: readonly { readonly id: string }[]): string[] =>
  events.map(({ id }) => id);
