export { systemClock, type Clock } from './clock/clock.js';
export {
  createLogger,
  type LogFormat,
  type Logger,
  type LoggerOptions,
  type LogLevel,
} from './logging/logger.js';
export { createMetrics } from './metrics/metrics.js';
export * from './problems/index.js';
export { createDatabase } from './postgres/create-database.js';
export { Shutdown, type ShutdownLog, type ShutdownOptions } from './shutdown/shutdown.js';
