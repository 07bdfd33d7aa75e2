import { Gauge, Registry } from 'prom-client';
import type { Figures } from '#read-models';
import { LedgerMetrics, type LedgerMetricsOptions } from './ledger-metrics.js';

const FIGURES: Figures = {
  held: [
    {
      ledger: '330000',
      indicator: 'annual',
      component: 'total',
      available: 60_000_001n,
      reserved: 200_000n,
    },
  ],
  oldest: [{ ledger: '330000', effectiveOn: '2017-03-01' }],
};

const open = (options: Partial<LedgerMetricsOptions>) => {
  const registry = new Registry();
  new Gauge({ name: 'other', help: 'other', registers: [registry] }).set(1);
  const warnings: unknown[] = [];
  const log = { warn: (...facts: unknown[]) => void warnings.push(facts) };
  const read = async (): Promise<Figures> => FIGURES;
  void new LedgerMetrics({ registry, read, isTeller: () => true, log, ...options });
  const scrape = async (): Promise<string[]> =>
    (await registry.metrics()).split('\n').filter((line) => /^(muledger|other)/.test(line));
  return { scrape, warnings };
};

const NOTHING = ['other 1'];

describe('the figures of the ledgers', () => {
  it('are told in 亩, and the oldest reservation by the begin of its day in Shanghai', async () => {
    const labels = '{ledger="330000",indicator="annual",component="total"}';
    expect(await open({}).scrape()).toEqual([
      'other 1',
      `muledger_available_mu${labels} 300.000005`,
      `muledger_reserved_mu${labels} 1`,
      `muledger_oldest_reservation_timestamp_seconds{ledger="330000"} ${Date.UTC(2017, 1, 28, 16) / 1000}`,
    ]);
  });

  it('are read once for many scrapes', async () => {
    let readings = 0;
    const { scrape } = open({
      read: async () => {
        readings += 1;
        return FIGURES;
      },
    });
    await Promise.all([scrape(), scrape()]);
    await scrape();
    expect(readings).toBe(1);
  });

  it('are read again when they are old', async () => {
    let figures = FIGURES;
    const { scrape } = open({ freshMs: 0, read: async () => figures });
    expect(await scrape()).toHaveLength(4);
    figures = { held: [], oldest: [] };
    expect(await scrape()).toEqual(NOTHING);
  });

  it('are absent without the database, and take no other figure along', async () => {
    const { scrape, warnings } = open({ read: () => Promise.reject(new Error('gone')) });
    expect(await scrape()).toEqual(NOTHING);
    expect(await scrape()).toEqual(NOTHING);
    expect(warnings).toHaveLength(1);
  });

  it('are absent when the database takes too long', async () => {
    const { scrape } = open({ patienceMs: 20, read: () => new Promise(() => undefined) });
    expect(await scrape()).toEqual(NOTHING);
  });

  it('are not told by a process that stands by', async () => {
    let isTeller = true;
    const { scrape } = open({ isTeller: () => isTeller });
    expect(await scrape()).toHaveLength(4);
    isTeller = false;
    expect(await scrape()).toEqual(NOTHING);
  });
});
