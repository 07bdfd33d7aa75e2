import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry of its own with the figures of this process, each labelled with `labels` (e.g. the role). */
export const createMetrics = (labels: Readonly<Record<string, string>> = {}): Registry => {
  const registry = new Registry();
  registry.setDefaultLabels({ ...labels });
  collectDefaultMetrics({ register: registry });
  return registry;
};
