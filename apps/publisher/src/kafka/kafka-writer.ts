import { Partitioners, type Kafka, type Producer } from 'kafkajs';
import { ensureTopics, errorTypesOf, TopicMissing } from '#platform';
import { ENTRIES_TOPIC, type OutgoingMessage } from '../entries/envelope.js';
import { BrokerUnavailable, MessagesRefused } from '../errors.js';
import type { MessageWriter } from '../message-writer.js';
import { ENTRIES } from './topic.js';

/** No other try, and no other order, makes the broker take these. */
const REFUSALS = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'];
const ALL_REPLICAS = -1;
/** Tries of the client on one connection; behind them stands the publisher, which tries for ever. */
const RETRY = { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 };

/**
 * A writer that failed must not be used again. The broker knows a batch of an idempotent producer by its numbers alone:
 * a batch whose answer was lost may be there, and the next one, under the same numbers, would be acknowledged as its
 * repetition and dropped. A new producer has numbers of its own.
 */
export const openKafkaWriter = async (kafka: Kafka): Promise<MessageWriter> => {
  try {
    await ensureTopics(kafka, [ENTRIES]);
    return new KafkaWriter(await connected(kafka));
  } catch (error) {
    throw error instanceof TopicMissing ? error : new BrokerUnavailable(error);
  }
};

const connected = async (kafka: Kafka): Promise<Producer> => {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    // The one of the Java clients: a key is in the partition where others look for it.
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: RETRY,
  });
  try {
    await producer.connect();
  } catch (error) {
    await producer.disconnect().catch(() => undefined);
    throw error;
  }
  return producer;
};

class KafkaWriter implements MessageWriter {
  constructor(private readonly producer: Producer) {}

  async write(messages: readonly OutgoingMessage[]): Promise<void> {
    const sent = await Promise.allSettled(
      [...byKey(messages).values()].map((ofKey) => this.send(ofKey)),
    );
    for (const one of sent) if (one.status === 'rejected') throw asFailure(one.reason);
  }

  close(): Promise<void> {
    return this.producer.disconnect();
  }

  /**
   * Messages of one key, which all go to one broker. When a send to several brokers is tried again after a leader has
   * moved, the client passes over a broker that has answered already, with what has moved to it meanwhile.
   */
  private async send(messages: readonly OutgoingMessage[]): Promise<void> {
    const acknowledged = await this.producer.send({
      topic: ENTRIES_TOPIC,
      acks: ALL_REPLICAS,
      // Stamped with the time of sending: a broker refuses stamps that its clock finds far off.
      messages: messages.map(({ key, value, headers }) => ({
        key,
        value,
        headers: { ...headers },
      })),
    });
    if (acknowledged.length !== 1 || acknowledged[0]?.errorCode !== 0)
      throw new Error(`the broker did not acknowledge a batch: ${JSON.stringify(acknowledged)}`);
  }
}

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
