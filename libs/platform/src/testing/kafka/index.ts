export { Authority } from './authority.js';
export { KafkaBroker, type KafkaBrokerOptions } from './kafka-broker.js';
export { findKafka, type KafkaInstallation, type KafkaMissing } from './kafka-installation.js';
export { describeWithKafka } from './describe-with-kafka.js';
export { readTopic, type TopicMessage } from './read-topic.js';
