import { Counter, Gauge, type Registry } from 'prom-client';
import type { Answered, IntakeWatch } from '../../intake/src/intake.module.js';

/** Figures of the intake, only where there is one. */
export class IntakeMetrics implements IntakeWatch {
  private readonly messages: Counter<'outcome'>;
  private readonly lagSeconds: Gauge;
  private readonly outage: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.messages = new Counter({
      name: 'muledger_intake_messages_total',
      help: 'Messages answered or put aside, by what became of them',
      labelNames: ['outcome'],
      registers,
    });
    this.lagSeconds = new Gauge({
      name: 'muledger_intake_lag_seconds',
      help: 'Time from the sending of a command to its durable answer, of the last one',
      registers,
    });
    this.outage = new Gauge({
      name: 'muledger_intake_waiting',
      help: '1 while the intake waits for Kafka or the log',
      registers,
    });
  }

  answered({ lagMs, ...counts }: Answered): void {
    for (const [outcome, count] of Object.entries(counts)) this.messages.inc({ outcome }, count);
    this.lagSeconds.set(lagMs / 1000);
  }

  waiting(waits: boolean): void {
    this.outage.set(waits ? 1 : 0);
  }
}
