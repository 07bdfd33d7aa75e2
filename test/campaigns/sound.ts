import pg from 'pg';
import type { RecordedEvent } from '#event-store';
import { balancesOf, ledgerStream, replay } from '#ledger-stream';
import { checkSoundness, fingerprint, LedgerViews } from '#read-models';
import { Book } from './book.js';
import type { Installation } from './installation.js';
import { gaps, rawLog } from './raw-log.js';
import { readModelsAt, tableBalances } from './read-tables.js';

const LEDGER = '330000';

/** A log that was read and found sound, or what is wrong with it. */
export interface Examined {
  /** The entries of the ledger. */
  readonly log: readonly RecordedEvent[];
  readonly book: Book;
  /** Empty when everything agrees. */
  readonly faults: readonly string[];
}

/**
 * Reads the raw log and lets three tell its balances: the book, which only adds; a replay by the rules, which checks
 * every invariant; and the read models, which a follower built and which check themselves. They must agree to the last
 * unit.
 */
export const examine = async (
  installation: Pick<Installation, 'query' | 'databaseUrl' | 'eventStoreUrl'>,
): Promise<Examined> => {
  const everything = await rawLog(installation);
  const log = everything.filter(({ stream }) => stream === ledgerStream(LEDGER));
  const book = Book.of(log);
  const faults = [...gaps(everything), ...book.faults];
  const own = book.balances();

  const { state, unbalanced, digest } = await replay(eachOf(log));
  for (const { indicator, component, sum } of unbalanced)
    faults.push(`${indicator} ${component}: ${sum} over all accounts`);
  const replayed = [...balancesOf(state)].flatMap(({ account, component, amount }) =>
    amount === 0n ? [] : [[`${account} ${component}`, amount] as const],
  );
  faults.push(...differences('replay', new Map(replayed), own));

  await readModelsAt(installation, BigInt(log.length) - 1n);
  const tables = await tableBalances(installation);
  faults.push(...differences('read models', tables, own));
  const { stated, unsound } = await ofReadModels(installation.databaseUrl);
  if (stated !== digest) faults.push(`fingerprints: ${stated} of the tables, ${digest} replayed`);
  faults.push(...unsound);
  return { log, book, faults };
};

/** What the read models say of themselves. */
const ofReadModels = async (
  connectionString: string,
): Promise<{ readonly stated: string; readonly unsound: readonly string[] }> => {
  const pool = new pg.Pool({ connectionString, max: 2 });
  pool.on('error', () => undefined);
  try {
    const view = await new LedgerViews(pool).open(LEDGER, { asOf: '2099-12-31' });
    const { digest } = await fingerprint(pool, view);
    const soundness = Object.entries(await checkSoundness(pool, view));
    return {
      stated: digest,
      unsound: soundness.flatMap(([what, list]: [string, readonly string[]]) =>
        list.map((one) => `${what} of the read models: ${one}`),
      ),
    };
  } finally {
    await pool.end();
  }
};

const differences = (
  what: string,
  found: ReadonlyMap<string, bigint>,
  expected: ReadonlyMap<string, bigint>,
): string[] =>
  [...new Set([...found.keys(), ...expected.keys()])]
    .filter((key) => found.get(key) !== expected.get(key))
    .map((key) => `${key}: ${found.get(key)} in the ${what}, ${expected.get(key)} in the book`);

async function* eachOf<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
