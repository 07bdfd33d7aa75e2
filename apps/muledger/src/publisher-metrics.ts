import { Counter, Gauge, type Registry } from 'prom-client';
import type { FollowerHealth } from './follower-health.js';
import type { Published, PublisherWatch } from '../../publisher/src/publisher.module.js';

const NAME = 'publisher';

/** Figures of the publisher, only where there is one. */
export class PublisherMetrics implements PublisherWatch {
  private readonly entries: Counter;
  private readonly lagSeconds: Gauge;
  private readonly outage: Gauge;
  private readonly alarm: Gauge;

  constructor(
    registry: Registry,
    private readonly health: FollowerHealth,
  ) {
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
      help: '1 while the publisher has stopped for a cause that is ours',
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

  stopped(isStopped: boolean): void {
    this.alarm.set(isStopped ? 1 : 0);
  }

  withheld(ledgers: number): void {
    this.health.setAside(NAME, ledgers);
  }

  failed(error: unknown): void {
    this.health.fail(NAME, error);
  }

  works(): void {
    this.health.recover(NAME);
  }
}
