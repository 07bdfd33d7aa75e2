import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { RoundObserved } from '#event-store';
import type { Applied } from '#read-models';

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Figures of the log and of the read models, beside those of the process. */
export class ProcessMetrics {
  readonly retries: Counter;
  private readonly commands: Counter;
  private readonly entries: Counter;
  private readonly roundSize: Histogram;
  private readonly appendSeconds: Histogram;
  private readonly queued: Gauge;
  private readonly lagSeconds: Gauge;
  private readonly projected: Counter;
  private readonly alarm: Gauge;

  private lastLagSeconds = 0;

  /** @param waitingLag seconds that the first entry waits for the read models; undefined where another process keeps them */
  constructor(
    readonly registry: Registry,
    private readonly waitingLag: () => Promise<number | undefined> = async () => undefined,
  ) {
    const registers = [registry];
    this.commands = new Counter({
      name: 'muledger_commands_total',
      help: 'Commands decided, accepted or not',
      registers,
    });
    this.entries = new Counter({
      name: 'muledger_entries_total',
      help: 'Entries recorded',
      registers,
    });
    this.retries = new Counter({
      name: 'muledger_append_retries_total',
      help: 'Appends tried again after a conflict or an unsure outcome',
      registers,
    });
    this.roundSize = new Histogram({
      name: 'muledger_round_entries',
      help: 'Entries recorded in one append',
      buckets: SIZES,
      registers,
    });
    this.appendSeconds = new Histogram({
      name: 'muledger_append_seconds',
      help: 'Time of one durable append',
      buckets: SECONDS,
      registers,
    });
    this.queued = new Gauge({
      name: 'muledger_commands_queued',
      help: 'Commands that waited when the last round ended',
      registers,
    });
    this.lagSeconds = new Gauge({
      name: 'muledger_read_model_lag_seconds',
      help: 'Time from recording to the read models: of the last batch, or of what waits when that is longer',
      registers,
      collect: async () => {
        this.lagSeconds.set(Math.max(this.lastLagSeconds, (await this.waitingLag()) ?? 0));
      },
    });
    this.projected = new Counter({
      name: 'muledger_read_model_events_total',
      help: 'Events applied to the read models',
      registers,
    });
    this.alarm = new Gauge({
      name: 'muledger_read_model_stopped',
      help: '1 while the read models have stopped for a cause that is ours',
      registers,
    });
  }

  round({ commands, events, appendMs, queued }: RoundObserved): void {
    this.commands.inc(commands);
    this.entries.inc(events);
    this.queued.set(queued);
    if (events === 0) return;
    this.roundSize.observe(events);
    this.appendSeconds.observe(appendMs / 1000);
  }

  applied({ events, lagMs }: Applied): void {
    this.projected.inc(events);
    this.lastLagSeconds = lagMs / 1000;
  }

  readModelsStopped(isStopped: boolean): void {
    this.alarm.set(isStopped ? 1 : 0);
  }
}
