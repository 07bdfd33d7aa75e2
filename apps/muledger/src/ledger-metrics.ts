import { setTimeout as delay } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import { UNITS_PER } from '#domain';
import type { Logger } from '#platform';
import type { Figures, HeldFigure } from '#read-models';

/** Milliseconds for which figures that were read are good enough, and in which a failure is not tried again. */
const FRESH = 10_000;
/** Milliseconds a scrape waits for the database. */
const PATIENCE = 2_000;

export interface LedgerMetricsOptions {
  readonly registry: Registry;
  readonly read: () => Promise<Figures>;
  /**
   * Whether this process is the one that tells. All see the same database, and a sum over processes must count a
   * ledger once.
   */
  readonly isTeller: () => boolean;
  readonly log: Pick<Logger, 'warn'>;
  readonly freshMs?: number;
  readonly patienceMs?: number;
}

/**
 * How the ledgers stand, for whoever watches them. Read when somebody asks and not more often than every ten seconds;
 * without the database, and in the processes that do not tell, these gauges are absent and all others are there.
 */
export class LedgerMetrics {
  private known: Figures | undefined;
  private readAt = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(private readonly options: LedgerMetricsOptions) {
    this.heldGauge('available', 'that may be allocated or reserved');
    this.heldGauge('reserved', 'that open reservations hold');
    this.gauge(
      'muledger_oldest_reservation_timestamp_seconds',
      'Begin in Asia/Shanghai of the effective day of the oldest open reservation, in seconds since the epoch',
      ['ledger'],
      ({ oldest }, gauge) => {
        for (const { ledger, effectiveOn } of oldest)
          gauge.set({ ledger }, Date.parse(`${effectiveOn}T00:00:00+08:00`) / 1000);
      },
    );
  }

  private heldGauge(bucket: 'available' | 'reserved', what: string): void {
    this.gauge(
      `muledger_${bucket}_mu`,
      `Quota of a ledger ${what}, in 亩, over all units and plan years`,
      ['ledger', 'indicator', 'component'],
      ({ held }, gauge) => {
        for (const { ledger, indicator, component, [bucket]: units } of held)
          gauge.set({ ledger, indicator, component }, inMu(units));
      },
    );
  }

  private gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    show: (figures: Figures, gauge: Gauge<Label>) => void,
  ): void {
    const { registry } = this.options;
    const gauge: Gauge<Label> = new Gauge({
      ...{ name, help, labelNames, registers: [registry] },
      collect: async () => {
        const figures = await this.figures();
        gauge.reset();
        if (figures !== undefined) show(figures, gauge);
      },
    });
  }

  /** One reading for all gauges. Never rejects: a scrape that failed would hide every other figure too. */
  private async figures(): Promise<Figures | undefined> {
    const { isTeller, freshMs = FRESH, patienceMs = PATIENCE } = this.options;
    if (!isTeller()) return undefined;
    if (performance.now() - this.readAt < freshMs) return this.known;
    this.reading ??= this.readAnew();
    const stop = new AbortController();
    const outOfPatience = delay(patienceMs, 'late' as const, { signal: stop.signal, ref: false });
    const late = await Promise.race([this.reading, outOfPatience.catch(() => undefined)]);
    stop.abort();
    return late === 'late' || !isTeller() ? undefined : this.known;
  }

  private async readAnew(): Promise<void> {
    try {
      this.known = await this.options.read();
    } catch (error) {
      this.known = undefined;
      this.options.log.warn({ err: error }, 'the figures of the ledgers cannot be read');
    }
    this.readAt = performance.now();
    this.reading = undefined;
  }
}

/**
 * The one place where an area becomes a floating-point number, because Prometheus knows no other: it is looked at and
 * never added to anything. Exact to the unit up to 4.5 × 10¹⁰ 亩, thirty times the country.
 */
const inMu = (units: HeldFigure['available']): number => Number(units) / Number(UNITS_PER.mu);
