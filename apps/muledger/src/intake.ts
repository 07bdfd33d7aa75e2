import type { Shutdown } from '#platform';
import type { EntryDoor } from '../../api/src/create-entry-door.js';
import { startIntake } from '../../intake/src/intake.module.js';
import type { Core } from './core.js';
import { IntakeMetrics } from './intake-metrics.js';

/** Takes commands off Kafka where that is configured; `door` is where they are posted, as those of HTTP are. */
export const takeIn = (core: Core, door: EntryDoor, shutdown: Shutdown): void => {
  const { config, clock, logger, metrics } = core;
  const { kafkaIntake, kafkaBrokers: brokers, bodyBytesMax: bytesMax } = config;
  if (kafkaIntake === 'off' || brokers === undefined) return;
  const intake = startIntake({
    ...{ door, clock, bytesMax },
    kafka: { ...config, brokers },
    log: logger,
    watch: new IntakeMetrics(metrics.registry),
  });
  shutdown.add('intake', () => intake.stop());
};
