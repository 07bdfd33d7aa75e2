import { readdir } from 'node:fs/promises';
import { Kafka, logLevel } from 'kafkajs';
import { KafkaBroker } from './kafka-broker.js';
import { describeWithKafka } from './describe-with-kafka.js';

const TOPIC = 'kept';

describeWithKafka('the broker of the tests', (kafka) => {
  let broker: KafkaBroker;
  beforeAll(async () => {
    broker = await KafkaBroker.start(kafka());
  });
  afterAll(() => broker.stop());

  const client = (): Kafka =>
    new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING, retry: { retries: 8 } });

  it('keeps what it acknowledged when it is killed', async () => {
    const admin = client().admin();
    const producer = client().producer({ allowAutoTopicCreation: false });
    await admin.connect();
    await producer.connect();
    try {
      await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1 }] });
      await producer.send({ topic: TOPIC, acks: -1, messages: [{ value: 'a' }, { value: 'b' }] });
      await broker.kill();
      await broker.restart();
      const [partition] = await admin.fetchTopicOffsets(TOPIC);
      expect(partition).toMatchObject({ low: '0', high: '2' });
    } finally {
      await producer.disconnect();
      await admin.disconnect();
    }
  });

  it('leaves nothing behind, and may be stopped twice', async () => {
    await broker.stop();
    await broker.stop();
    await expect(readdir(broker.dir)).rejects.toThrow('ENOENT');
    const admin = client().admin();
    await expect(admin.connect()).rejects.toThrow();
    await admin.disconnect();
  });
});
