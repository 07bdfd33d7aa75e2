import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { errorTypesOf } from './error-types.js';

export interface TopicWanted {
  readonly name: string;
  readonly partitions: number;
  /** Its settings, by the names that Kafka gives them. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The topic is not there, and we may not make it. */
export class TopicMissing extends Error {
  override readonly name = 'TopicMissing';
  constructor({ name, partitions, settings }: TopicWanted, options: { readonly cause: unknown }) {
    const words = Object.entries(settings).map(([key, value]) => `--config ${key}=${value}`);
    super(
      `There is no topic ${name}, and the user of Kafka may not create it. Once, as an administrator:\n` +
        `  kafka-topics.sh --bootstrap-server <broker> --create --topic ${name} --partitions ${partitions} ${words.join(' ')}`,
      options,
    );
  }
}

const NOT_ALLOWED = [
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'POLICY_VIOLATION',
];
/** Another process made it in the same moment. */
const MADE_MEANWHILE = 'TOPIC_ALREADY_EXISTS';
/** What a broker says of a topic that was made, until it has heard of it. */
const NOT_HEARD_OF = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'];
const LOOKS_MAX = 100;
const LOOK_MS = 50;

/** What is needed of the client. */
export interface TopicClient {
  admin(options: { readonly retry: { readonly retries: number } }): TopicAdmin;
}
export type TopicAdmin = Pick<
  Admin,
  'connect' | 'listTopics' | 'createTopics' | 'fetchTopicMetadata' | 'disconnect'
>;

/**
 * Makes topics that are not there; replicated as the cluster does by default. One that is there stays as it is. When it
 * resolves, brokers know of all of them.
 * @throws {TopicMissing}
 */
export const ensureTopics = async (
  kafka: TopicClient,
  topics: readonly TopicWanted[],
): Promise<void> => {
  const admin = kafka.admin({ retry: { retries: 2 } });
  await admin.connect();
  try {
    const there = await admin.listTopics();
    // One by one, because of a list nobody is told which one was not allowed.
    for (const wanted of topics) {
      const { name, partitions: numPartitions, settings } = wanted;
      if (there.includes(name)) continue;
      const configEntries = Object.entries(settings).map(([key, value]) => ({ name: key, value }));
      await admin
        .createTopics({
          // The client waits for leaders only, and gives up when a broker has not heard of the topic at all.
          waitForLeaders: false,
          topics: [
            { topic: name, numPartitions, replicationFactor: CLUSTER_DEFAULT, configEntries },
          ],
        })
        .catch((error: unknown) => failed(wanted, error));
      await untilHeardOf(admin, name);
    }
  } finally {
    await admin.disconnect();
  }
};
const CLUSTER_DEFAULT = -1;

const untilHeardOf = async (admin: TopicAdmin, name: string): Promise<void> => {
  for (let looks = 1; ; looks += 1)
    try {
      await admin.fetchTopicMetadata({ topics: [name] });
      return;
    } catch (error) {
      const types = errorTypesOf(error);
      if (looks === LOOKS_MAX || !NOT_HEARD_OF.some((type) => types.has(type))) throw error;
      await pause(LOOK_MS);
    }
};

const failed = (wanted: TopicWanted, error: unknown): void => {
  const types = errorTypesOf(error);
  if (types.has(MADE_MEANWHILE)) return;
  throw NOT_ALLOWED.some((type) => types.has(type))
    ? new TopicMissing(wanted, { cause: error })
    : error;
};
