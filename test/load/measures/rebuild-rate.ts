import { ledgerModel } from '#ledger-stream';
import { rebuild } from '#read-models';
import type { BenchLog } from '../bench-database.js';
import { seconds, type Figure } from '../figure.js';

/** All read models from the first event, beside the live ones, indexed, compared and switched. */
export const rebuildRate = async ({ owner, store }: BenchLog): Promise<Figure> => {
  const startedAt = performance.now();
  const { events } = await rebuild({
    pool: owner,
    store,
    decode: (recorded) => ledgerModel.decode(recorded),
  });
  const rate = events / seconds(startedAt);
  return {
    name: 'rebuild of all read models into PostgreSQL',
    value: rate,
    unit: 'events/s',
    judged: rate,
    limit: { atLeast: 15_000 },
    note: `${events} events`,
  };
};
