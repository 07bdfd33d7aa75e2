import { Kafka, logLevel } from 'kafkajs';
import { describeWithKafka } from '../testing/kafka/describe-with-kafka.js';
import { KafkaBroker } from '../testing/kafka/kafka-broker.js';
import { ensureTopics, type TopicWanted } from './topic.js';

/** Milliseconds: a broker is started for real. */
const SLOW = 180_000;
const wanted = (name: string): TopicWanted => ({
  name,
  partitions: 6,
  settings: { 'retention.ms': '-1' },
});

describeWithKafka('topics that are not there', (kafka) => {
  let broker: KafkaBroker;
  let client: Kafka;
  beforeAll(async () => {
    broker = await KafkaBroker.start(kafka());
    client = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
  }, SLOW);
  afterAll(() => broker?.stop());

  it(
    'are made, and known when they are made: whoever writes next finds them',
    async () => {
      const admin = client.admin();
      await admin.connect();
      try {
        for (let n = 0; n < 20; n += 1) {
          const names = [`a-${n}`, `b-${n}`];
          // The second time nothing is left to do.
          for (let times = 0; times < 2; times += 1) await ensureTopics(client, names.map(wanted));
          const { topics } = await admin.fetchTopicMetadata({ topics: names });
          expect(topics.map(({ partitions }) => partitions.length)).toEqual([6, 6]);
        }
      } finally {
        await admin.disconnect();
      }
    },
    SLOW,
  );

  it(
    'are made once by two who find them missing at the same time',
    async () => {
      await Promise.all(
        Array.from({ length: 4 }, () => ensureTopics(client, [wanted('c-1'), wanted('c-2')])),
      );
    },
    SLOW,
  );
});
