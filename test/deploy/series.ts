import Fastify from 'fastify';
import { createMetrics } from '#platform';
import { measureRequests } from '../../apps/api/src/health/request-metrics.js';
import { FollowerHealth } from '../../apps/muledger/src/follower-health.js';
import { FollowerMetrics } from '../../apps/muledger/src/follower-metrics.js';
import { IntakeMetrics } from '../../apps/muledger/src/intake-metrics.js';
import { LedgerMetrics } from '../../apps/muledger/src/ledger-metrics.js';
import { ProcessMetrics } from '../../apps/muledger/src/process-metrics.js';
import { PublisherMetrics } from '../../apps/muledger/src/publisher-metrics.js';

/** Series that processes offer, those of histograms by their parts. */
export const series = (): ReadonlySet<string> => {
  const registry = createMetrics();
  const metrics = new ProcessMetrics(registry);
  const health = new FollowerHealth(registry);
  void new PublisherMetrics(registry, health);
  void new IntakeMetrics(registry);
  void new FollowerMetrics(registry);
  void new LedgerMetrics({
    registry,
    read: async () => ({ held: [], oldest: [] }),
    isTeller: () => false,
    log: { warn: () => undefined },
  });
  measureRequests(Fastify(), metrics.registry);
  return new Set(
    registry
      .getMetricsAsArray()
      .flatMap(({ name }) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]),
  );
};

/** Those that an expression names. */
export const named = (expr: string): string[] =>
  expr.match(/\b(muledger|nodejs|process)_\w+/g) ?? [];
