import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { NewEvent, RecordedEvent } from '#event-store';
import { ledgerStream } from '#ledger-stream';
import { createKafka, loadConfig } from '#platform';
import { KafkaBroker, type KafkaInstallation } from '#testing/kafka';
import { batchesOf, type Batch } from '../../../apps/publisher/src/batches.js';
import { openKafkaWriter } from '../../../apps/publisher/src/kafka/kafka-writer.js';
import { Publisher, type Published } from '../../../apps/publisher/src/publisher.js';
import { PostgresMemory } from '../../../apps/worker/src/worker.module.js';
import type { BenchDatabase, BenchLog } from '../bench-database.js';
import { percentile, ratioFigure, seconds, type Figure } from '../figure.js';
import { LEDGER, WrittenLog } from '../workload/written-log.js';

const ENTRIES = 60_000;
const APPENDED_AT_ONCE = 1_000;
const LIVE_RATE = 2_000;
const LIVE_SECONDS = 15;
const LIVE_TICK_MS = 20;
const LAG_MS_MAX = 1_000;
const PLACE = 'bench';

/** How fast a log goes to Kafka, against the bare producer with the same messages, and how far it is behind a steady load. */
export const kafkaRate = async (
  database: BenchDatabase,
  kafka: KafkaInstallation,
): Promise<readonly Figure[]> => {
  const broker = await KafkaBroker.start(kafka, { isMeasured: true });
  const log = await database.newLog();
  try {
    const live = LIVE_RATE * LIVE_SECONDS;
    const events = [...new WrittenLog({ entries: ENTRIES + live }).batches(1)].flat();
    const writing = new LogWriter(log, events);
    while (writing.written < ENTRIES) await writing.append(APPENDED_AT_ONCE);
    const published = new Progress();
    const stopping = new AbortController();
    const startedAt = performance.now();
    const running = publish(log, broker, published, stopping.signal);
    await published.reaches(ENTRIES);
    const rate = ENTRIES / seconds(startedAt);
    const bare = await bareRate(log, broker);
    const lags = await liveLags(writing, published, live);
    stopping.abort();
    await running;
    return figures(rate, bare, lags);
  } finally {
    await log.close();
    await broker.stop();
  }
};

const figures = (rate: number, bare: number, lags: readonly number[]): Figure[] => [
  ratioFigure({
    name: 'entries/s from the log into Kafka',
    value: rate,
    unit: 'entries/s',
    calibration: {
      name: 'the same messages by the bare producer, as large at once',
      value: bare,
      unit: 'messages/s',
    },
    limit: { atLeast: 0.3 },
    note: `${ENTRIES} entries, acknowledged by one broker, checkpoints kept`,
  }),
  {
    name: `lag of Kafka under ${LIVE_RATE} entries/s, p99`,
    value: percentile(lags, 0.99),
    unit: 'ms',
    judged: percentile(lags, 0.99),
    limit: { atMost: LAG_MS_MAX },
    note: `from durable to acknowledged; median ${Math.round(percentile(lags, 0.5))} ms`,
  },
];

class LogWriter {
  written = 0;
  /** When each entry was durable. */
  readonly at: number[] = [];

  constructor(
    private readonly log: BenchLog,
    private readonly events: readonly NewEvent[],
  ) {}

  async append(count: number): Promise<void> {
    const next = this.events.slice(this.written, this.written + count);
    if (next.length === 0) throw new Error('the workload has no more entries');
    const expected = this.written === 0 ? 'no-stream' : BigInt(this.written - 1);
    await this.log.store.append(ledgerStream(LEDGER), next, expected);
    this.written += next.length;
    for (const _ of next) this.at.push(performance.now());
  }
}

class Progress {
  /** When each entry was acknowledged. */
  readonly at: number[] = [];

  add({ entries }: Published): void {
    for (let n = 0; n < entries; n += 1) this.at.push(performance.now());
  }

  async reaches(count: number): Promise<void> {
    while (this.at.length < count) await pause(5);
  }
}

const publish = (
  { store, owner }: BenchLog,
  broker: KafkaBroker,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> => {
  const memory = new PostgresMemory(owner);
  const settings = { ...loadConfig({}), brokers: [broker.address] };
  const kafka = createKafka('bench', settings, { debug: () => undefined });
  const fail = (error: unknown): void => {
    throw error;
  };
  return new Publisher({
    store,
    checkpoint: {
      load: async () => ({
        position: (await memory.load(PLACE))?.position ?? null,
        withheld: new Map(),
      }),
      save: async ({ position }, expected) => {
        await memory.replace(PLACE, { position: position ?? '', notes: [] }, expected ?? '');
      },
    },
    openWriter: () => openKafkaWriter(kafka),
    lead: async () => ({ lost: new AbortController().signal, release: () => undefined }),
    onAlarm: fail,
    onOutage: fail,
    onPublishing: () => undefined,
    onPublished: (published) => progress.add(published),
  }).run(signal);
};

/** Messages a second when nothing is read, mapped or remembered. */
const bareRate = async ({ store }: BenchLog, broker: KafkaBroker): Promise<number> => {
  const batches: Batch[] = [];
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll(null)) events.push(event);
  for (let from = 0; from < events.length; from += APPENDED_AT_ONCE)
    batches.push(
      ...batchesOf(events.slice(from, from + APPENDED_AT_ONCE), {
        messagesMax: 1_000,
        bytesMax: 768 * 1024,
      }),
    );
  const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'bare', numPartitions: 6 }] });
  await producer.connect();
  const startedAt = performance.now();
  for (const { messages } of batches)
    await producer.send({
      topic: 'bare',
      acks: -1,
      messages: messages.map(({ key, value, headers }) => ({
        ...{ key, value },
        headers: { ...headers },
      })),
    });
  const rate = events.length / seconds(startedAt);
  await producer.disconnect();
  await admin.disconnect();
  return rate;
};

/** Milliseconds from durable to acknowledged, of each entry of a load that comes as steadily as clerks do together. */
const liveLags = async (
  writing: LogWriter,
  published: Progress,
  live: number,
): Promise<number[]> => {
  const from = writing.written;
  const startedAt = performance.now();
  while (writing.written < from + live) {
    const due = Math.min(live, Math.floor(LIVE_RATE * seconds(startedAt)) + 1);
    const missing = from + due - writing.written;
    if (missing > 0) await writing.append(missing);
    await pause(LIVE_TICK_MS);
  }
  await published.reaches(from + live);
  return writing.at.slice(from).map((at, n) => Math.max(0, (published.at[from + n] ?? 0) - at));
};
