import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Kafka, type KafkaConfig, type LogEntry, type SASLOptions } from 'kafkajs';
import { ConfigError, type Config } from '../config/load-config.js';

/** What of the configuration a connection needs. */
export type KafkaSettings = Pick<
  Config,
  'kafkaSsl' | 'kafkaSslCa' | 'kafkaSaslMechanism' | 'kafkaSaslUsername' | 'kafkaSaslPassword'
> & { readonly brokers: readonly string[] };

export interface KafkaLog {
  debug(facts: object, message: string): void;
}

/** Milliseconds. The client's own second is short for a handshake over TLS. */
const CONNECT_MS_MAX = 5_000;
/** Few: whoever uses it has tries of its own, and is to tell an outage soon. */
const RETRY = { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 };

/**
 * A client of the configured brokers; it connects when something is asked of it. What it says of its tries goes to the
 * debug log: whoever uses it tells an outage once, and knows what it means.
 * @throws {ConfigError} the authority of the brokers cannot be read
 */
export const createKafka = (clientId: string, settings: KafkaSettings, log: KafkaLog): Kafka => {
  const { brokers, kafkaSsl, kafkaSslCa } = settings;
  const sasl = loginOf(settings);
  const encrypted = kafkaSslCa === undefined ? true : { ca: [authorityIn(kafkaSslCa)] };
  return new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: CONNECT_MS_MAX,
    retry: RETRY,
    ...(kafkaSsl === 'on' ? { ssl: encrypted } : {}),
    ...(sasl === undefined ? {} : { sasl }),
    logCreator: logTo(log),
  });
};

const authorityIn = (file: string): string => {
  try {
    const text = readFileSync(file, 'utf8');
    void new X509Certificate(text);
    return text;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`KAFKA_SSL_CA must name a PEM file of certificates: ${why}`]);
  }
};

const loginOf = ({
  kafkaSaslMechanism: mechanism,
  kafkaSaslUsername: username = '',
  kafkaSaslPassword: password = '',
}: KafkaSettings): SASLOptions | undefined =>
  mechanism === 'none' ? undefined : { mechanism, username, password };

const logTo =
  (log: KafkaLog): NonNullable<KafkaConfig['logCreator']> =>
  () =>
  ({ namespace, log: { message, ...facts } }: LogEntry) =>
    log.debug({ ...facts, namespace }, `Kafka client: ${message}`);
