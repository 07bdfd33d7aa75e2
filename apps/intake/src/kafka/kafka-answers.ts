import type { Kafka, Producer } from 'kafkajs';
import type { AnswerWriter, Answers } from '../answer-writer.js';
import type { OutgoingMessage } from '../messages/incoming.js';
import { PARKED, REPLIES } from '../topics.js';

const ALL_REPLICAS = -1;
/** Tries of the client on one connection; behind them stands the reader, which begins anew. */
const RETRY = { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 };
/** Of the values sent at once: below what a broker takes unless it is told otherwise. */
const BYTES_MAX = 768 * 1024;
const MESSAGES_MAX = 1_000;

/** Connects. The topics must be there. */
export const openKafkaAnswers = async (kafka: Kafka): Promise<AnswerWriter> => {
  const partitions = await partitionsOf(kafka, [REPLIES.name, PARKED.name]);
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry: RETRY,
  });
  try {
    await producer.connect();
  } catch (error) {
    await producer.disconnect().catch(() => undefined);
    throw error;
  }
  return new KafkaAnswers(producer, partitions);
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
    private readonly producer: Producer,
    private readonly partitions: ReadonlyMap<string, number>,
  ) {}

  /** Parked first: who reads of a refusal finds what was refused. */
  async write(partition: number, { replies, parked }: Answers): Promise<void> {
    await this.writeTo(PARKED.name, partition, parked);
    await this.writeTo(REPLIES.name, partition, replies);
  }

  close(): Promise<void> {
    return this.producer.disconnect();
  }

  /**
   * All of it to one partition, and so to one broker: a send to several that is tried again may pass over one whose
   * partitions have moved.
   */
  private async writeTo(
    topic: string,
    from: number,
    messages: readonly OutgoingMessage[],
  ): Promise<void> {
    const partition = from % (this.partitions.get(topic) ?? 1);
    for (const part of partsOf(messages)) {
      const acknowledged = await this.producer.send({
        topic,
        acks: ALL_REPLICAS,
        messages: part.map(({ key, value, headers }) => ({
          ...{ partition, key, value },
          headers: { ...headers },
        })),
      });
      if (acknowledged.length !== 1 || acknowledged[0]?.errorCode !== 0)
        throw new Error(`the broker did not acknowledge: ${JSON.stringify(acknowledged)}`);
    }
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
