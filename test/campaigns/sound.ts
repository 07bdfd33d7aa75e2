import { balancesOf, digestOfBalances, replay } from '#ledger-stream';
import type { RecordedEvent } from '#event-store';
import { Book } from './book.js';
import type { Installation } from './installation.js';
import { rawLog } from './raw-log.js';
import { readModelsAt, tableBalances } from './read-tables.js';

/** A log that was read and found sound, or what is wrong with it. */
export interface Examined {
  readonly log: readonly RecordedEvent[];
  readonly book: Book;
  /** SHA-256 of the balances. */
  readonly fingerprint: string;
  /** Empty when everything agrees. */
  readonly faults: readonly string[];
}

/**
 * Reads the raw log and lets three tell its balances: the book, which only adds; a replay by the rules, which checks
 * every invariant; and the read models, which a follower built. They must agree to the last unit.
 */
export const examine = async (installation: Pick<Installation, 'query'>): Promise<Examined> => {
  const log = await rawLog(installation);
  const book = Book.of(log);
  const faults = [...book.faults];
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
  const fingerprint = digestOfBalances(
    [...tables].map(([key, amount]) => {
      const [account = '', component = ''] = key.split(' ');
      return { account, component, amount };
    }),
  );
  if (fingerprint !== digest) faults.push(`fingerprints: ${fingerprint} of the tables, ${digest}`);
  return { log, book, fingerprint, faults };
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
