export * from './auth/index.js';
export { systemClock, type Clock } from './clock/clock.js';
export { ConfigError, loadConfig, type Config } from './config/load-config.js';
export { renderConfigMarkdown } from './config/render-config.js';
export { JsonProblem, readJson, readJsonNow, type JsonFault } from './json/index.js';
export { errorTypesOf } from './kafka/error-types.js';
export { createKafka, type KafkaLog, type KafkaSettings } from './kafka/kafka-client.js';
export { openProducer, type Acknowledged, type DurableProducer } from './kafka/producer.js';
export { ensureTopics, TopicMissing, type TopicWanted } from './kafka/topic.js';
export { whyRefused } from './kafka/why-refused.js';
export {
  createLogger,
  type LogFormat,
  type Logger,
  type LoggerOptions,
  type LogLevel,
} from './logging/logger.js';
export { createMetrics } from './metrics/metrics.js';
export { figuresFor } from './metrics/business.js';
export * from './problems/index.js';
export {
  connectionRoom,
  connectionsMax,
  followerConnections,
  REBUILD_CONNECTIONS,
  type ConnectionRoom,
} from './postgres/connection-budget.js';
export { failoverRisk } from './postgres/failover-risk.js';
export { settingProblem, withOurSettings } from './postgres/our-settings.js';
export { createDatabase } from './postgres/create-database.js';
export { findEmbeddedData } from './postgres/embedded-home.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './postgres/embedded-server.js';
export {
  openTracing,
  type OpenSpan,
  type SpanBegin,
  type SpanEnd,
  type Tracing,
} from './tracing/tracing.js';
export { Shutdown, type ShutdownLog, type ShutdownOptions } from './shutdown/shutdown.js';
