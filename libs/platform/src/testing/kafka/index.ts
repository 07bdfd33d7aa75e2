export { KafkaBroker, type KafkaBrokerOptions } from './kafka-broker.js';
export { findKafka, type KafkaInstallation, type KafkaMissing } from './kafka-installation.js';
