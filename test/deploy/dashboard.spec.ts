import { readFileSync } from 'node:fs';
import path from 'node:path';
import Fastify from 'fastify';
import { createMetrics } from '#platform';
import { measureRequests } from '../../apps/api/src/health/request-metrics.js';
import { FollowerMetrics } from '../../apps/muledger/src/follower-metrics.js';
import { LedgerMetrics } from '../../apps/muledger/src/ledger-metrics.js';
import { ProcessMetrics } from '../../apps/muledger/src/process-metrics.js';
import { PublisherMetrics } from '../../apps/muledger/src/publisher-metrics.js';

const file = path.resolve(import.meta.dirname, '../../deploy/grafana/muledger.json');

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly { readonly expr: string }[];
}

const { panels } = JSON.parse(readFileSync(file, 'utf8')) as { readonly panels: readonly Panel[] };

/** Series that a process offers, those of histograms by their parts. */
const series = (): ReadonlySet<string> => {
  const registry = createMetrics();
  const metrics = new ProcessMetrics(registry);
  void new PublisherMetrics(registry);
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

const named = (expr: string): string[] => expr.match(/\b(muledger|nodejs|process)_\w+/g) ?? [];

describe('the dashboard', () => {
  const known = series();
  const own = [...known].filter((name) => /^muledger_(?!.*_(bucket|count|sum)$)/.test(name));

  it.each(panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr])))(
    '"%s" shows what there is: %s',
    (_, expr = '') => {
      expect(named(expr)).not.toEqual([]);
      expect(named(expr).filter((name) => !known.has(name))).toEqual([]);
    },
  );

  it('shows every figure of our own', () => {
    const shown = new Set(
      panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => named(expr))),
    );
    const parts = (name: string) => [name, `${name}_bucket`, `${name}_count`];
    expect(own.filter((name) => !parts(name).some((part) => shown.has(part)))).toEqual([]);
  });

  it('is explained: every figure of our own, and no other', () => {
    const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/signals.md'), 'utf8');
    const explained = [...text.matchAll(/^\| `(muledger_\w+)`/gm)].map(([, name = '']) => name);
    expect(explained.toSorted()).toEqual(own.toSorted());
  });

  it('puts no panel on another', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)}/${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});
