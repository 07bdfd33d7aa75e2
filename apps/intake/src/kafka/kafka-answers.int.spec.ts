import { Kafka, logLevel } from 'kafkajs';
import { ensureTopics } from '#platform';
import { describeWithKafka, KafkaBroker, readTopic } from '#testing/kafka';
import type { AnswerWriter } from '../answer-writer.js';
import type { OutgoingMessage } from '../messages/incoming.js';
import { COMMANDS, PARKED, REPLIES } from '../topics.js';
import { openKafkaAnswers } from './kafka-answers.js';

/** Milliseconds: a broker is started for real. */
const SLOW = 180_000;
const MEBIBYTE = 1024 * 1024;

const answer = (id: string, bytes = 10): OutgoingMessage => ({
  key: Buffer.from(`key of ${id}`),
  value: `${id}:`.padEnd(bytes, 'x'),
  headers: { 'correlation-id': id },
});
const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`);

describeWithKafka('answers on a real broker', (kafka) => {
  let broker: KafkaBroker;
  let client: Kafka;
  let writer: AnswerWriter;
  beforeAll(async () => {
    broker = await KafkaBroker.start(kafka());
    client = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
    await ensureTopics(client, [COMMANDS, REPLIES, PARKED]);
  }, SLOW);
  beforeEach(async () => {
    writer = await openKafkaAnswers(client);
  });
  afterEach(() => writer.close());
  afterAll(() => broker?.stop());

  /** What lies in a topic, by id, with its partition. */
  const lying = async (topic: string, prefix: string): Promise<string[]> =>
    (await readTopic(client, topic))
      .map(({ value, partition }) => `${value.slice(0, value.indexOf(':'))} in ${partition}`)
      .filter((one) => one.startsWith(prefix));
  const inPartition = (partition: number, all: readonly string[]) =>
    all.map((id) => `${id} in ${partition}`);

  it('lie in the partition of the number that the commands came in, whatever their keys', async () => {
    await writer.write(4, { replies: ids('r', 9).map((id) => answer(id)), parked: [answer('p0')] });
    await writer.write(1, { replies: [answer('r9')], parked: [] });
    expect((await lying(REPLIES.name, 'r')).toSorted()).toEqual(
      [...inPartition(4, ids('r', 9)), 'r9 in 1'].toSorted(),
    );
    expect(await lying(PARKED.name, 'p')).toEqual(['p0 in 4']);
    const [first] = await readTopic(client, PARKED.name);
    expect(first).toMatchObject({ key: 'key of p0', headers: { 'correlation-id': 'p0' } });
  });

  it(
    'are written in their order, in parts that a broker takes',
    async () => {
      // Together more than a topic takes at once, one by one less.
      const many = ids('m', 8);
      await writer.write(2, { replies: many.map((id) => answer(id, 400_000)), parked: [] });
      expect(await lying(REPLIES.name, 'm')).toEqual(inPartition(2, many));
    },
    SLOW,
  );

  it('are parked before they are told: who reads of a refusal finds what was refused', async () => {
    const tooLarge = answer('t0', 2 * MEBIBYTE);
    const both = { replies: [tooLarge], parked: [answer('q0')] };
    await expect(writer.write(3, both)).rejects.toThrow();
    expect(await lying(PARKED.name, 'q')).toEqual(['q0 in 3']);
    expect(await lying(REPLIES.name, 't')).toEqual([]);
  });

  it(
    'may be the largest command that its topic takes, with its reason',
    async () => {
      const limit = Number(COMMANDS.settings['max.message.bytes']);
      const largest = {
        ...answer('l0', limit - 100),
        headers: { 'muledger-detail': 'd'.repeat(1_000) },
      };
      await writer.write(5, { replies: [], parked: [largest] });
      expect(await lying(PARKED.name, 'l')).toEqual(['l0 in 5']);
    },
    SLOW,
  );
});
