import { ledgerStream } from '#ledger-stream';
import type { Core } from './core.js';

/** Ledgers that are brought into memory before the first request; the longest first. */
const LEDGERS_MAX = 32;
/** Milliseconds. A start must not wait for ever for what a request would bring as well. */
const PATIENCE = 60_000;

/** Folds the ledgers before requests are let in: the first one of each would otherwise wait for it, seconds long. */
export const warmUp = async ({ pools, sequencer, logger }: Core): Promise<void> => {
  const until = performance.now() + PATIENCE;
  try {
    for (const ledger of await longest(pools.reads)) {
      if (performance.now() > until) return;
      await sequencer.refresh(ledgerStream(ledger));
    }
  } catch (error) {
    logger.warn(
      { err: error },
      'the ledgers are not in memory yet; the first requests wait for it',
    );
  }
};

const longest = async (reads: Core['pools']['reads']): Promise<readonly string[]> => {
  const { rows: there } = await reads.query<{ there: boolean }>(
    `select to_regclass('read.ledgers') is not null as there`,
  );
  if (there[0]?.there !== true) return [];
  const { rows } = await reads.query<{ ledger: string }>(
    'select ledger from read.ledgers order by revision desc limit $1',
    [LEDGERS_MAX],
  );
  return rows.map(({ ledger }) => ledger);
};
