import { Sequencer, SnapshotWriter } from '#event-store';
import { ledgerModel, ledgerStream } from '#ledger-stream';
import type { BenchLog } from '../bench-database.js';
import { seconds, type Figure } from '../figure.js';
import { LEDGER } from '../workload/written-log.js';

/** From a new process's sequencer to the first answer about the ledger, with a snapshot at its head. */
export const startTime = async ({ store, snapshots }: BenchLog): Promise<Figure> => {
  const stream = ledgerStream(LEDGER);
  const options = { store, snapshots, model: ledgerModel, stream, everyEvents: 50_000 };
  const revision = await new SnapshotWriter(options).write();
  const startedAt = performance.now();
  const sequencer = new Sequencer({
    store,
    snapshots,
    model: ledgerModel,
    clock: () => new Date(),
  });
  await sequencer.head(stream);
  const time = seconds(startedAt);
  await sequencer.close();
  return {
    name: 'ledger ready from a snapshot',
    value: time,
    unit: 's',
    judged: time,
    limit: { atMost: 2 },
    note: `snapshot at revision ${revision ?? 'none'}`,
  };
};
