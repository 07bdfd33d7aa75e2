import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { errorTypesOf } from '#platform';
import { ENTRIES_TOPIC, toldIn } from '../entries/envelope.js';
import type { Told, TopicEnds } from '../message-writer.js';

/** Messages of a partition that are read at most: the newest. */
const READ_MAX = 1_000n;
/** Milliseconds after which a reading that does not end is given up. */
const PATIENCE = 15_000;
/** A publisher that was given the right to write only. */
const NOT_ALLOWED = ['GROUP_AUTHORIZATION_FAILED', 'TOPIC_AUTHORIZATION_FAILED'];

export const topicEnds = async (kafka: Kafka): Promise<TopicEnds> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(ENTRIES_TOPIC);
    return Object.fromEntries(offsets.map(({ partition, high }) => [String(partition), high]));
  } finally {
    await admin.disconnect();
  }
};

/** What stands between two places. Undefined where the broker does not let this user read. */
export const readBetween = async (
  kafka: Kafka,
  from: TopicEnds,
  to: TopicEnds,
): Promise<readonly Told[] | undefined> => {
  const stretches = stretchesOf(from, to);
  if (stretches.every(({ first, end }) => first >= end)) return [];
  const groupId = `muledger-publisher-looks-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200, allowAutoTopicCreation: false });
  const told: Told[] = [];
  const left = new Map(
    stretches.filter(({ first, end }) => first < end).map(({ partition, end }) => [partition, end]),
  );
  let timer: NodeJS.Timeout | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [ENTRIES_TOPIC], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('the topic could not be read in time')), PATIENCE);
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      const running = consumer.run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          const end = left.get(partition);
          const offset = BigInt(message.offset);
          if (end === undefined || offset >= end) return;
          const one = toldIn(String(message.key), String(message.value));
          if (one) told.push(one);
          if (offset + 1n >= end) left.delete(partition);
          if (left.size === 0) resolve();
        },
      });
      running.catch(reject);
      for (const { partition, first } of stretches)
        consumer.seek({ topic: ENTRIES_TOPIC, partition, offset: String(first) });
    });
    return told;
  } catch (error) {
    const types = errorTypesOf(error);
    if (NOT_ALLOWED.some((type) => types.has(type))) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
  }
};

const stretchesOf = (from: TopicEnds, to: TopicEnds) =>
  Object.entries(to).map(([partition, high]) => {
    const end = BigInt(high);
    const known = BigInt(from[partition] ?? '0');
    const first = known > end - READ_MAX ? known : end - READ_MAX;
    return { partition: Number(partition), first: first > 0n ? first : 0n, end };
  });
