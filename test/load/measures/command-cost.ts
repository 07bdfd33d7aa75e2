import { Sequencer } from '#event-store';
import { ledgerModel, ledgerStream } from '#ledger-stream';
import type { LedgerCommand } from '#domain';
import type { BenchLog } from '../bench-database.js';
import { median, ratioFigure, seconds, type Figure } from '../figure.js';
import { Workload } from '../workload/workload.js';
import { LEDGER } from '../workload/written-log.js';
import { submitAll } from './append-rate.js';

const SMALL_LEDGER = '340000';
const SMALL_ENTRIES = 1_000;
const SLICE = 1_000;
const SLICES = 7;

/**
 * What a command costs on a ledger of a million entries and on one of a thousand, in the same database and in turns:
 * what differs is the size of the state.
 */
export const commandCost = async (
  { store, snapshots }: BenchLog,
  big: Iterator<LedgerCommand>,
): Promise<Figure> => {
  const sequencer = new Sequencer({
    store,
    snapshots,
    model: ledgerModel,
    clock: () => new Date(),
  });
  // The density of the big one, so that both see the same kinds of entries on a day.
  const small = new Workload({ entries: 1_000_000 }).commands();
  try {
    await submitAll(sequencer, small, SMALL_ENTRIES, SMALL_LEDGER);
    await sequencer.head(ledgerStream(LEDGER));
    const ratios: number[] = [];
    const costs = { small: [] as number[], big: [] as number[] };
    for (let slice = 0; slice < SLICES; slice += 1) {
      let startedAt = performance.now();
      await submitAll(sequencer, small, SLICE, SMALL_LEDGER);
      const smallCost = (seconds(startedAt) / SLICE) * 1e6;
      startedAt = performance.now();
      await submitAll(sequencer, big, SLICE);
      const bigCost = (seconds(startedAt) / SLICE) * 1e6;
      costs.small.push(smallCost);
      costs.big.push(bigCost);
      ratios.push(bigCost / smallCost);
    }
    return {
      ...ratioFigure({
        name: 'cost of a command at 1,000,000 entries',
        value: median(costs.big),
        unit: 'µs',
        calibration: {
          name: `at ${SMALL_ENTRIES} entries, same database, in turns`,
          value: median(costs.small),
          unit: 'µs',
        },
        limit: { atMost: 1.2 },
      }),
      judged: median(ratios),
    };
  } finally {
    await sequencer.close();
  }
};
