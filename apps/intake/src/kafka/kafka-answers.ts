import type { Kafka } from 'kafkajs';
import { openProducer, type DurableProducer } from '#platform';
import type { AnswerWriter, Answers } from '../answer-writer.js';
import type { OutgoingMessage } from '../messages/incoming.js';
import { PARKED, REPLIES } from '../topics.js';

/** Of the values sent at once: below what a broker takes unless it is told otherwise. */
const BYTES_MAX = 768 * 1024;
const MESSAGES_MAX = 1_000;

/** Connects. The topics must be there. */
export const openKafkaAnswers = async (kafka: Kafka): Promise<AnswerWriter> => {
  const partitions = await partitionsOf(kafka, [REPLIES.name, PARKED.name]);
  return new KafkaAnswers(await openProducer(kafka), partitions);
};

const partitionsOf = async (
  kafka: Kafka,
  topics: string[],
): Promise<ReadonlyMap<string, number>> => {
  const admin = kafka.admin({ retry: { retries: 2 } });
  await admin.connect();
  try {
    const { topics: found } = await admin.fetchTopicMetadata({ topics });
    return new Map(found.map(({ name, partitions }) => [name, partitions.length]));
  } finally {
    await admin.disconnect();
  }
};

class KafkaAnswers implements AnswerWriter {
  constructor(
    private readonly producer: DurableProducer,
    private readonly partitions: ReadonlyMap<string, number>,
  ) {}

  /** Parked first: who reads of a refusal finds what was refused. */
  async write(partition: number, { replies, parked }: Answers): Promise<void> {
    await this.writeTo(PARKED.name, partition, parked);
    await this.writeTo(REPLIES.name, partition, replies);
  }

  close(): Promise<void> {
    return this.producer.close();
  }

  /** To the partition of the number that the commands came in. */
  private async writeTo(
    topic: string,
    from: number,
    messages: readonly OutgoingMessage[],
  ): Promise<void> {
    const partition = from % (this.partitions.get(topic) ?? 1);
    for (const part of partsOf(messages))
      await this.producer.send(
        topic,
        part.map(({ key, value, headers }) => ({
          ...{ partition, key, value },
          headers: { ...headers },
        })),
      );
  }
}

/** A message larger than a part goes alone. */
function* partsOf(messages: readonly OutgoingMessage[]): Generator<OutgoingMessage[]> {
  let part: OutgoingMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = message.value === null ? 0 : Buffer.byteLength(message.value);
    if (part.length > 0 && (part.length >= MESSAGES_MAX || bytes + size > BYTES_MAX)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(message);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
