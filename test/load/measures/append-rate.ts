import type { Pool } from 'pg';
import { Sequencer, type EventStore, type NewEvent } from '#event-store';
import { ledgerModel, ledgerStream, submissionOf } from '#ledger-stream';
import type { BenchDatabase, BenchLog } from '../bench-database.js';
import { ratioFigure, seconds, type Figure } from '../figure.js';
import { Workload, WORKLOAD_NAME } from '../workload/workload.js';
import { LEDGER, WrittenLog } from '../workload/written-log.js';

/** Callers, and events of one append. */
export const CALLERS = 64;
const SLICES = 4;
const PLAN_YEARS = 20;

/** A log that entries are appended to, and what the same is written by without us. */
export interface AppendSubject {
  readonly name: string;
  readonly store: EventStore;
  readonly calibration: {
    readonly name: string;
    readonly unit: string;
    /** Writes batches of events behind so many others, and tells how many they were. */
    readonly write: (batches: readonly (readonly NewEvent[])[], after: number) => Promise<number>;
  };
  readonly limit: { readonly atLeast: number };
  readonly note: string;
}

/**
 * Entries a second with 64 callers on one hot ledger, against the calibration. Both are measured in turns, so that the
 * machine's moods hit both.
 */
export const measureAppends = async (
  { name, store, calibration, limit, note }: AppendSubject,
  entries: number,
): Promise<Figure> => {
  const written = [...new WrittenLog({ entries }).batches(CALLERS)];
  const sequencer = new Sequencer({
    store,
    model: ledgerModel,
    clock: () => new Date(),
    limits: { eventsMax: CALLERS },
  });
  const commands = new Workload({ entries }).commands();
  const perSlice = Math.floor(entries / SLICES);
  const sums = { entries: 0, entrySeconds: 0, rows: 0, rowSeconds: 0 };
  try {
    for (let slice = 0; slice < SLICES; slice += 1) {
      const batches = written.slice(
        Math.floor((slice * written.length) / SLICES),
        Math.floor(((slice + 1) * written.length) / SLICES),
      );
      let startedAt = performance.now();
      sums.rows += await calibration.write(batches, sums.rows);
      sums.rowSeconds += seconds(startedAt);
      // Made before, as the rows are: what is measured is deciding and writing them.
      const asked = takeFrom(commands, perSlice);
      startedAt = performance.now();
      sums.entries += await submitAll(sequencer, asked.values(), perSlice);
      sums.entrySeconds += seconds(startedAt);
    }
  } finally {
    await sequencer.close();
  }
  const { name: against, unit } = calibration;
  return ratioFigure({
    ...{ name, limit, note },
    value: sums.entries / sums.entrySeconds,
    unit: 'entries/s',
    calibration: { name: against, value: sums.rows / sums.rowSeconds, unit },
  });
};

/** Durable entries, against plain inserts of the same rows into the same table and indexes, 64 a transaction. */
export const appendRate = async (
  database: BenchDatabase,
  { entries }: { readonly entries: number },
): Promise<Figure> => {
  const log = await database.newLog();
  const raw = await database.newLog();
  const subject: AppendSubject = {
    name: 'durable entries/s in process, 64 callers, one hot ledger',
    store: log.store,
    calibration: {
      name: 'plain inserts of the same rows, 64 a transaction',
      unit: 'rows/s',
      write: (batches, after) => insertPlainly(raw.owner, batches, after),
    },
    limit: { atLeast: 0.5 },
    note: WORKLOAD_NAME,
  };
  try {
    return await measureAppends(subject, entries);
  } finally {
    await log.close();
    await raw.close();
  }
};

export type LedgerSequencer = Sequencer<
  Parameters<typeof ledgerModel.decide>[1],
  ReturnType<typeof ledgerModel.stamp>,
  ReturnType<typeof ledgerModel.initialState>,
  ReturnType<typeof ledgerModel.keyReused>
>;
type Command = Parameters<typeof submissionOf>[1];

const takeFrom = <Item>(items: Iterator<Item>, count: number): Item[] => {
  const taken: Item[] = [];
  while (taken.length < count) {
    const next = items.next();
    if (next.done === true) throw new Error('the workload has no more commands');
    taken.push(next.value);
  }
  return taken;
};

/** Lets 64 callers take commands in turn and wait for each answer. Tells how many were posted. */
export const submitAll = async (
  sequencer: LedgerSequencer,
  commands: Iterator<Command>,
  count: number,
  ledger = LEDGER,
): Promise<number> => {
  let taken = 0;
  const caller = async (): Promise<void> => {
    while (taken < count) {
      const next = commands.next();
      if (next.done === true) throw new Error('the workload has no more commands');
      taken += 1;
      const outcome = await sequencer.submit(
        ledgerStream(ledger),
        submissionOf(ledger, next.value),
      );
      if (outcome.kind === 'refused') {
        throw new Error(`${next.value.kind}: ${JSON.stringify(outcome.refusal)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return taken;
};

const insertPlainly = async (
  pool: Pool,
  batches: readonly (readonly NewEvent[])[],
  after: number,
): Promise<number> => {
  const client = await pool.connect();
  let position = after;
  try {
    for (const batch of batches) {
      const values: unknown[] = [];
      const rows = batch.map((event, i) => {
        position += 1;
        values.push(
          position,
          position - 1,
          event.id,
          'raw',
          event.type,
          event.body,
          event.metadata,
        );
        return `(${Array.from({ length: 7 }, (_, c) => `$${i * 7 + c + 1}`).join(',')})`;
      });
      await client.query({
        name: `insert-${batch.length}`,
        text: `insert into event_store.events (position, revision, id, stream, type, body, metadata) values ${rows.join(',')}`,
        values,
      });
    }
  } finally {
    client.release();
  }
  return position - after;
};

/** Writes the workload's log as it would be stored. Tells the generator, which goes on from there. */
export const loadLog = async (
  { store }: BenchLog,
  entries: number,
  onProgress: (written: number) => void,
  { units = 98 }: { readonly units?: number | undefined } = {},
): Promise<{ readonly written: WrittenLog; readonly commands: Iterator<Command> }> => {
  // A year more than is loaded: what comes after the log is of the same kind and density.
  const longer = {
    ...{ entries: (entries * (PLAN_YEARS + 1)) / PLAN_YEARS, planYears: PLAN_YEARS + 1, units },
  };
  const written = new WrittenLog(longer);
  const commands = new Workload(longer).commands();
  let count = 0;
  const stream = ledgerStream(LEDGER);
  let batch: NewEvent[] = [];
  const flush = async (): Promise<void> => {
    const expected = count === 0 ? 'no-stream' : BigInt(count - 1);
    await store.append(stream, batch, expected);
    count += batch.length;
    batch = [];
    onProgress(count);
  };
  const total = Math.floor(entries);
  for (let next = commands.next(); next.done !== true; next = commands.next()) {
    batch.push(written.write(next.value));
    if (count + batch.length >= total) break;
    if (batch.length === 2_000) await flush();
  }
  await flush();
  return { written, commands };
};
