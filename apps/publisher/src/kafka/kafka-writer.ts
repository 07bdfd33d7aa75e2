import type { Kafka } from 'kafkajs';
import {
  ensureTopics,
  errorTypesOf,
  openProducer,
  TopicMissing,
  type Acknowledged,
  type DurableProducer,
} from '#platform';
import { ENTRIES_TOPIC, type OutgoingMessage } from '../entries/envelope.js';
import { BrokerUnavailable, MessagesRefused } from '../errors.js';
import type { MessageWriter, Told, TopicEnds } from '../message-writer.js';
import { ENTRIES } from './topic.js';
import { readBetween, topicEnds } from './topic-tail.js';

/** No other try, and no other order, makes the broker take these. */
const REFUSALS = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'];

/** Connects. A writer that failed must not be used again: see `DurableProducer`. */
export const openKafkaWriter = async (kafka: Kafka): Promise<MessageWriter> => {
  try {
    await ensureTopics(kafka, [ENTRIES]);
    return new KafkaWriter(kafka, await openProducer(kafka));
  } catch (error) {
    throw error instanceof TopicMissing ? error : new BrokerUnavailable(error);
  }
};

class KafkaWriter implements MessageWriter {
  constructor(
    private readonly kafka: Kafka,
    private readonly producer: DurableProducer,
  ) {}

  async write(messages: readonly OutgoingMessage[]): Promise<TopicEnds> {
    const sent = await Promise.allSettled(
      [...byKey(messages).values()].map((ofKey) => this.send(ofKey)),
    );
    const ends: Record<string, string> = {};
    for (const one of sent) {
      if (one.status === 'rejected') throw asFailure(one.reason);
      const { partition, end } = one.value;
      if (BigInt(ends[partition] ?? '0') < BigInt(end)) ends[partition] = end;
    }
    return ends;
  }

  ends(): Promise<TopicEnds> {
    return topicEnds(this.kafka).catch(unavailable);
  }

  toldBetween(from: TopicEnds, to: TopicEnds): Promise<readonly Told[] | undefined> {
    return readBetween(this.kafka, from, to).catch(unavailable);
  }

  close(): Promise<void> {
    return this.producer.close();
  }

  /** Messages of one key, which all go to one partition. */
  private send(messages: readonly OutgoingMessage[]): Promise<Acknowledged> {
    return this.producer.send(
      ENTRIES_TOPIC,
      messages.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } })),
    );
  }
}

const unavailable = (error: unknown): never => {
  throw new BrokerUnavailable(error);
};

const byKey = (messages: readonly OutgoingMessage[]): Map<string, OutgoingMessage[]> => {
  const groups = new Map<string, OutgoingMessage[]>();
  for (const message of messages) {
    const group = groups.get(message.key) ?? [];
    group.push(message);
    groups.set(message.key, group);
  }
  return groups;
};

const asFailure = (error: unknown): Error => {
  const types = errorTypesOf(error);
  const refusal = REFUSALS.find((type) => types.has(type));
  return refusal === undefined
    ? new BrokerUnavailable(error)
    : new MessagesRefused(`the broker refuses it: ${refusal}`, { cause: error });
};
