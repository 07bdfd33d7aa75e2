import { setTimeout as delay } from 'node:timers/promises';
import { ledgerStream } from '#ledger-stream';
import type { Core } from './core.js';

/** Ledgers that are brought into memory before the first request; the longest first. */
const LEDGERS_MAX = 32;
/** Milliseconds a start waits for them: what takes longer goes on beside the requests. */
const PATIENCE = 5_000;
/** Events at the beginning of a log that are looked through for ledgers where no table names them. */
const LOOK_MAX = 1_000;

/**
 * Begins to fold the ledgers before requests are let in: the first one of each would otherwise wait for it. A long history
 * without a snapshot is not waited for; until it is in memory a post is told so.
 */
export const warmUp = async (core: Pick<Core, 'pools' | 'sequencer' | 'store' | 'logger'>) => {
  const patience = new AbortController();
  const { signal } = patience;
  await Promise.race([
    foldAll(core),
    delay(PATIENCE, undefined, { signal, ref: false }).catch(() => undefined),
  ]);
  patience.abort();
};

const foldAll = async ({
  pools,
  sequencer,
  store,
  logger,
}: Pick<Core, 'pools' | 'sequencer' | 'store' | 'logger'>): Promise<void> => {
  try {
    const named = await longest(pools.reads);
    for (const stream of named.length > 0 ? named : await firstOf(store)) {
      await sequencer.loaded(stream);
      await sequencer.refresh(stream);
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
  return rows.map(({ ledger }) => ledgerStream(ledger));
};

/** Ledgers at the beginning of the log; one that is opened later is folded when it is first asked for. */
const firstOf = async (store: Core['store']): Promise<readonly string[]> => {
  const streams = new Set<string>();
  let seen = 0;
  for await (const { stream } of store.readAll(null)) {
    if (stream.startsWith(ledgerStream(''))) streams.add(stream);
    seen += 1;
    if (seen >= LOOK_MAX || streams.size >= LEDGERS_MAX) break;
  }
  return [...streams];
};
