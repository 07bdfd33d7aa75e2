import { ledgerStream, replay } from '#ledger-stream';
import type { BenchLog } from '../bench-database.js';
import { seconds, type Figure } from '../figure.js';
import { LEDGER } from '../workload/written-log.js';

/** Folds and checks the whole log from the store, in memory. */
export const replayRate = async ({ store }: BenchLog): Promise<Figure> => {
  const before = process.memoryUsage.rss();
  let peak = before;
  const startedAt = performance.now();
  const replayed = await replay(store.readStream(ledgerStream(LEDGER), 0n, 'forwards'), {
    onProgress: () => (peak = Math.max(peak, process.memoryUsage.rss())),
  });
  const rate = replayed.entries / seconds(startedAt);
  if (replayed.unbalanced.length > 0 || replayed.closesThatDiffer.length > 0) {
    throw new Error('the replayed log does not balance');
  }
  return {
    name: 'fold and check, in memory from the store',
    value: rate,
    unit: 'events/s',
    judged: rate,
    limit: { atLeast: 80_000 },
    note: `${replayed.entries} entries; resident memory +${Math.round((peak - before) / 1e6)} MB at its peak`,
  };
};
