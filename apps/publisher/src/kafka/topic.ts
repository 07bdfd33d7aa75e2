import type { Kafka } from 'kafkajs';
import { ENTRIES_TOPIC } from '../entries/envelope.js';
import { errorTypesOf } from './error-types.js';

/**
 * Messages of a ledger keep their order within one partition. More partitions later would move ledgers from one to
 * another and break it: the number is for ever.
 */
const PARTITIONS = 6;

/** A guest that comes late reads from the first entry. The largest entry that the log takes fits when published. */
const SETTINGS = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'max.message.bytes': String(16 * 1024 * 1024),
};

/** The topic is not there, and we may not make it. */
export class TopicMissing extends Error {
  override readonly name = 'TopicMissing';
  constructor(options: { readonly cause: unknown }) {
    const settings = Object.entries(SETTINGS).map(([name, value]) => `--config ${name}=${value}`);
    super(
      `There is no topic ${ENTRIES_TOPIC}, and the user of Kafka may not create it. Once, as an administrator:\n` +
        `  kafka-topics.sh --bootstrap-server <broker> --create --topic ${ENTRIES_TOPIC} --partitions ${PARTITIONS} ${settings.join(' ')}`,
      options,
    );
  }
}

const NOT_ALLOWED = [
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'POLICY_VIOLATION',
];

/**
 * Makes the topic when it is not there; replicated as the cluster does by default. One that is there stays as it is.
 * @throws {TopicMissing}
 */
export const ensureTopic = async (kafka: Kafka): Promise<void> => {
  const admin = kafka.admin({ retry: { retries: 2 } });
  await admin.connect();
  try {
    if ((await admin.listTopics()).includes(ENTRIES_TOPIC)) return;
    await admin.createTopics({
      topics: [
        {
          topic: ENTRIES_TOPIC,
          numPartitions: PARTITIONS,
          replicationFactor: CLUSTER_DEFAULT,
          configEntries: Object.entries(SETTINGS).map(([name, value]) => ({ name, value })),
        },
      ],
    });
  } catch (error) {
    const types = errorTypesOf(error);
    throw NOT_ALLOWED.some((type) => types.has(type)) ? new TopicMissing({ cause: error }) : error;
  } finally {
    await admin.disconnect();
  }
};
const CLUSTER_DEFAULT = -1;
