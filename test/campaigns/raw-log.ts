import { EventStoreDBClient } from '@eventstore/db-client';
import type { RecordedEvent } from '#event-store';
import type { Installation } from './installation.js';

interface Row {
  readonly position: string;
  readonly revision: string;
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly body: string;
  readonly metadata: string;
}

/**
 * The whole log as it lies where it is kept, in the order of positions; read without the adapter that wrote it: a table
 * of the database, or the streams of an EventStoreDB.
 */
export const rawLog = async (
  installation: Pick<Installation, 'query' | 'eventStoreUrl'>,
): Promise<RecordedEvent[]> => {
  const { eventStoreUrl } = installation;
  if (eventStoreUrl !== undefined) return eventsOf(eventStoreUrl);
  const rows = await installation.query<Row>('select * from event_store.events order by position');
  return rows.map((row) => ({ ...row, revision: BigInt(row.revision) }));
};

/** Whether a server holds anything that is not its own; a deleted stream is something, too. */
export const isEmptyServer = async (url: string): Promise<boolean> => {
  const client = EventStoreDBClient.connectionString(url);
  try {
    for await (const { event } of client.readAll())
      if (event !== undefined && !event.streamId.startsWith('$')) return false;
    return true;
  } finally {
    await client.dispose();
  }
};

/** All that is not the server's own, as its client reads it. */
export const eventsOf = async (url: string): Promise<RecordedEvent[]> => {
  const client = EventStoreDBClient.connectionString(url);
  const events: RecordedEvent[] = [];
  try {
    for await (const { event } of client.readAll()) {
      if (event === undefined || event.streamId.startsWith('$')) continue;
      const { streamId: stream, revision, id, type, data, metadata } = event;
      const position = `${event.position?.commit}/${event.position?.prepare}`;
      const body = JSON.stringify(data);
      events.push({ ...{ stream, revision, id, type, body, position }, metadata: text(metadata) });
    }
  } finally {
    await client.dispose();
  }
  return events;
};

/** Without the mark that the adapter puts around it. */
const text = (stored: unknown): string =>
  JSON.stringify((stored as { readonly metadata?: unknown }).metadata);

/** Places in the log, and revisions in each stream, that are not the next ones. */
export const gaps = (log: readonly RecordedEvent[]): string[] => {
  const heads = new Map<string, bigint>();
  return log.flatMap(({ stream, revision, position }, index) => {
    const due = heads.get(stream) ?? 0n;
    heads.set(stream, revision + 1n);
    const where = `${stream}@${revision}`;
    return [
      ...(revision === due ? [] : [`${where}: revision ${due} was due`]),
      ...misplaced(position, log[index - 1]?.position, index).map((why) => `${where}: ${why}`),
    ];
  });
};

/** Positions of the table count up; those of EventStoreDB have gaps and only grow. */
const misplaced = (position: string, before: string | undefined, index: number): string[] => {
  const [commit = '', prepare] = position.split('/');
  if (prepare === undefined)
    return position === String(index + 1) ? [] : [`position ${position}, ${index + 1} due`];
  if (before === undefined) return [];
  const [commitBefore = '', prepareBefore = ''] = before.split('/');
  const step = BigInt(commit) - BigInt(commitBefore) || BigInt(prepare) - BigInt(prepareBefore);
  return step > 0n ? [] : [`position ${position} behind ${before}`];
};
