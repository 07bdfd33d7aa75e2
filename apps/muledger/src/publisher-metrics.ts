import { Counter, Gauge, type Registry } from 'prom-client';
import type { Published, PublisherWatch } from '../../publisher/src/publisher.module.js';

/** Figures of the publisher, only where there is one. */
export class PublisherMetrics implements PublisherWatch {
  private readonly entries: Counter;
  private readonly lagSeconds: Gauge;
  private readonly outage: Gauge;
  private readonly alarm: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.entries = new Counter({
      name: 'muledger_published_entries_total',
      help: 'Entries acknowledged by Kafka, repeated ones included',
      registers,
    });
    this.lagSeconds = new Gauge({
      name: 'muledger_publisher_lag_seconds',
      help: 'Time from recording to the acknowledgement of Kafka, of the last batch',
      registers,
    });
    this.outage = new Gauge({
      name: 'muledger_publisher_waiting',
      help: '1 while the publisher waits for Kafka or the database',
      registers,
    });
    this.alarm = new Gauge({
      name: 'muledger_publisher_stopped',
      help: '1 when the publisher stopped before an entry it cannot publish',
      registers,
    });
  }

  published({ entries, lagMs }: Published): void {
    this.entries.inc(entries);
    this.lagSeconds.set(lagMs / 1000);
  }

  waiting(waits: boolean): void {
    this.outage.set(waits ? 1 : 0);
  }

  stopped(): void {
    this.alarm.set(1);
  }
}
