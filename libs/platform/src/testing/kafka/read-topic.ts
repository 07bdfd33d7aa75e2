import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';

/** A message as it lies in the topic. */
export interface TopicMessage {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Everything a topic holds now, each partition in its order. */
export const readTopic = async (kafka: Kafka, topic: string): Promise<TopicMessage[]> => {
  for (let tries = 1; ; tries += 1)
    try {
      return await readOnce(kafka, topic);
    } catch (error) {
      // A broker that has just started is not ready for groups of readers at once.
      if (tries === TRIES_MAX) throw error;
      await pause(TRY_AGAIN_MS);
    }
};
const TRIES_MAX = 20;
const TRY_AGAIN_MS = 250;

const readOnce = async (kafka: Kafka, topic: string): Promise<TopicMessage[]> => {
  const left = await heads(kafka, topic);
  const messages: TopicMessage[] = [];
  if (left.size === 0) return messages;
  const consumer = kafka.consumer({ groupId: `read-${randomUUID()}`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      const running = consumer.run({
        eachMessage: async ({ partition, message }) => {
          const offset = BigInt(message.offset);
          messages.push({
            ...{ partition, offset },
            key: String(message.key),
            value: String(message.value),
            headers: Object.fromEntries(
              Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
            ),
          });
          if (offset + 1n >= (left.get(partition) ?? 0n)) left.delete(partition);
          if (left.size === 0) resolve();
        },
      });
      running.catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return messages;
};

/** Where each partition that holds something ends. */
const heads = async (kafka: Kafka, topic: string): Promise<Map<number, bigint>> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    return new Map(
      offsets
        .filter(({ low, high }) => low !== high)
        .map(({ partition, high }) => [partition, BigInt(high)]),
    );
  } finally {
    await admin.disconnect();
  }
};
