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

/** The whole log as it lies in its table, in the order of positions; read without the adapter that wrote it. */
export const rawLog = async (
  installation: Pick<Installation, 'query'>,
): Promise<RecordedEvent[]> => {
  const rows = await installation.query<Row>('select * from event_store.events order by position');
  return rows.map((row) => ({ ...row, revision: BigInt(row.revision) }));
};

/** Places in the log, and revisions in each stream, that are not the next ones. */
export const gaps = (log: readonly RecordedEvent[]): string[] => {
  const heads = new Map<string, bigint>();
  return log.flatMap(({ stream, revision, position }, index) => {
    const due = heads.get(stream) ?? 0n;
    heads.set(stream, revision + 1n);
    const where = `${stream}@${revision}`;
    return [
      ...(revision === due ? [] : [`${where}: revision ${due} was due`]),
      ...(position === String(index + 1)
        ? []
        : [`${where}: position ${position}, ${index + 1} due`]),
    ];
  });
};
