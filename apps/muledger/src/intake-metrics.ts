import { Counter, Gauge, type Registry } from 'prom-client';
import type { Answered, IntakeWatch } from '../../intake/src/intake.module.js';

const OUTCOMES = ['recorded', 'repeated', 'refused', 'poison'] as const satisfies readonly Exclude<
  keyof Answered,
  'lagMs'
>[];

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
    // A counter that first appears at 1 has grown by nothing, for who looks at its growth.
    for (const outcome of OUTCOMES) this.messages.inc({ outcome }, 0);
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

  answered(answered: Answered): void {
    for (const outcome of OUTCOMES) this.messages.inc({ outcome }, answered[outcome]);
    this.lagSeconds.set(answered.lagMs / 1000);
  }

  waiting(waits: boolean): void {
    this.outage.set(waits ? 1 : 0);
  }
}
