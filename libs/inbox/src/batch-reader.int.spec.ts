import { Kafka, logLevel, type Producer } from 'kafkajs';
import { describeWithKafka, KafkaBroker } from '#testing/kafka';
import { BatchReader, type BatchReaderOptions } from './batch-reader.js';

/** Milliseconds: a broker is started for real. */
const SLOW = 120_000;
/** Milliseconds within which messages are handed out on a busy machine. */
const SOON = 60_000;

describeWithKafka('a reader of batches', (kafka) => {
  let broker: KafkaBroker;
  let client: Kafka;
  let producer: Producer;
  let tests = 0;
  let topic: string;
  let stopping: AbortController;
  let running: Promise<void>;
  beforeAll(async () => {
    broker = await KafkaBroker.start(kafka());
    client = new Kafka({
      ...{ brokers: [broker.address], logLevel: logLevel.NOTHING },
      retry: { retries: 20, initialRetryTime: 100, maxRetryTime: 500 },
    });
    producer = client.producer();
    await producer.connect();
  }, SLOW);
  beforeEach(async () => {
    tests += 1;
    topic = `read-${tests}`;
    stopping = new AbortController();
    running = Promise.resolve();
    const admin = client.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: false });
    await admin.disconnect();
  });
  afterEach(() => stop());
  afterAll(async () => {
    await producer?.disconnect();
    await broker?.stop();
  });

  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  const send = (...values: readonly string[]) =>
    producer.send({ topic, messages: values.map((value) => ({ value })) });
  const read = (
    options: Pick<BatchReaderOptions, 'receive' | 'onOutage' | 'messagesMax'>,
  ): void => {
    stopping = new AbortController();
    const reader = new BatchReader({ kafka: client, topic, groupId: topic, ...options });
    running = reader.run(stopping.signal);
  };
  const valuesOf = ({ messages }: Parameters<BatchReaderOptions['receive']>[0]): string[] =>
    messages.map(({ value }) => String(value));

  it(
    'hands out again what could not be handled, and nothing behind it before',
    async () => {
      await send('a', 'b', 'c', 'd');
      const received: string[] = [];
      const outages: unknown[] = [];
      await new Promise<void>((done) =>
        read({
          messagesMax: 2,
          onOutage: (error) => outages.push(error),
          receive: async (batch) => {
            const values = valuesOf(batch);
            received.push(values.join(''));
            if (received.length === 2) throw new Error('away');
            if (values.includes('d')) done();
            return values.length;
          },
        }),
      );
      expect(received).toEqual(['ab', 'cd', 'cd']);
      expect(outages).toContainEqual(new Error('away'));
    },
    SOON,
  );

  it(
    'leaves to the next one what it was stopped before, and finishes what it has begun',
    async () => {
      await send('a', 'b', 'c', 'd', 'e');
      let finish: () => void = () => undefined;
      const finished = new Promise<void>((resolve) => (finish = resolve));
      await new Promise<void>((begun) =>
        read({
          receive: async () => {
            begun();
            await finished;
            return 2;
          },
        }),
      );
      stopping.abort();
      finish();
      await running;
      const rest = await new Promise<string[]>((resolve) =>
        read({
          receive: async (batch) => {
            resolve(valuesOf(batch));
            return batch.messages.length;
          },
        }),
      );
      expect(rest).toEqual(['c', 'd', 'e']);
    },
    SOON,
  );
});
