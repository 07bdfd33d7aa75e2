import { Partitioners, type Kafka, type Message, type Producer } from 'kafkajs';

/**
 * Writes what every replica then has. One that failed must not be used again: a broker knows a batch of an idempotent
 * producer by its numbers alone, so that one whose answer was lost may be there, and the next one, under the same numbers,
 * would be acknowledged as its repetition and dropped. A new producer has numbers of its own.
 */
export interface DurableProducer {
  /**
   * Messages that all go to one partition, and so to one broker: when a send to several is tried again after a leader has
   * moved, the client passes over a broker that has answered already, with what has moved to it meanwhile.
   * Stamped with the time of sending: a broker refuses stamps that its clock finds far off.
   */
  send(topic: string, messages: Message[]): Promise<Acknowledged>;
  close(): Promise<void>;
}

/** Where messages came to. */
export interface Acknowledged {
  readonly partition: number;
  /** Offset of the next message. */
  readonly end: string;
}

const ALL_REPLICAS = -1;
/** Tries of the client on one connection; whoever uses it tries for ever, each time with another producer. */
const RETRY = { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 };

/** Connects. Topics must be there. */
export const openProducer = async (kafka: Kafka): Promise<DurableProducer> => {
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
  return { send: sendWith(producer), close: () => producer.disconnect() };
};

const sendWith =
  (producer: Producer): DurableProducer['send'] =>
  async (topic, messages) => {
    const acknowledged = await producer.send({ topic, acks: ALL_REPLICAS, messages });
    const [one] = acknowledged;
    if (!one || acknowledged.length !== 1 || one.errorCode !== 0)
      throw new Error(`the broker did not acknowledge: ${JSON.stringify(acknowledged)}`);
    const first = BigInt(one.baseOffset ?? one.offset ?? '0');
    return { partition: one.partition, end: String(first + BigInt(messages.length)) };
  };
