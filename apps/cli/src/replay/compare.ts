import type { Pool } from 'pg';
import {
  BUCKETS,
  formatDay,
  held,
  parseAccount,
  type AccountPath,
  type Bucket,
  type LedgerState,
} from '#domain';
import {
  balances,
  checkSoundness,
  LedgerViews,
  type BalanceRow,
  type Soundness,
} from '#read-models';
import type { Amounts, ReplayedLedger } from './replay-ledger.js';

/** Shown at most; a broken read model differs everywhere. */
const SHOWN_MAX = 20;

/** The buckets whose balance the clerk's table shows as what is owed. */
const OWED: ReadonlySet<Bucket> = new Set<Bucket>(['overused', 'advance', 'debt']);

/** Parts of the tables that are read for lists and figures, and are no balance of a unit and lot. */
const UNSOUND: Record<keyof Soundness, string> = {
  unbalanced: 'indicators whose postings do not cancel out',
  wrongBalances: 'balances that are not the sums of their postings (lot/unit/bucket)',
  wrongCells: 'sums of days that are not those of their postings',
  wrongDraws: 'reservations of which the rest is not that of their postings (account/reservation)',
};

/**
 * Where the read model says something else than the log, at the same revision and day: one line each. Empty when they
 * agree. Asked are the sums that reads are answered from, and the legs that they are made of; what no balance shows is held
 * against the legs.
 */
export const compareWithReadModel = async (
  pool: Pool,
  ledger: string,
  replayed: ReplayedLedger,
  to: string | undefined,
): Promise<string[]> => {
  const { state, revision } = replayed;
  if (revision === undefined) return [];
  const asOf = to ?? formatDay(state.head.day);
  const view = await new LedgerViews(pool).open(ledger, { asOf, atRevision: revision });
  const inLog = heldAmounts(replayed.balances);
  const found = new Set<string>();
  for (const fromLegs of [true, false]) {
    const { rows } = await balances(pool, view, { groupBy: ['unit', 'lot'], fromLegs });
    for (const line of differences(inLog, readAmounts(state, rows))) found.add(line);
  }
  if (found.size > 0) return shown([...found].sort());
  // A balance that differs says more than the sums that differ with it.
  const sound = await checkSoundness(pool, view);
  for (const part of ['unbalanced', 'wrongBalances', 'wrongCells', 'wrongDraws'] as const)
    if (sound[part].length > 0) found.add(`${UNSOUND[part]}: ${sound[part].join(', ')}`);
  return shown([...found].sort());
};

const readAmounts = ({ head }: LedgerState, rows: readonly BalanceRow[]): Map<string, bigint> => {
  const read = new Map<string, bigint>();
  for (const { unit, lot, indicator, columns } of rows) {
    const components = head.indicators.get(indicator)?.components ?? [];
    if (unit === undefined || lot === undefined) continue;
    for (const bucket of BUCKETS)
      for (const [i, { name }] of components.entries()) {
        const amount = columns[bucket][i] ?? 0n;
        const key = `${held(unit, lot, bucket)} ${name}`;
        if (amount !== 0n) read.set(key, OWED.has(bucket) ? -amount : amount);
      }
  }
  return read;
};

const heldAmounts = (balances: ReadonlyMap<AccountPath, Amounts>): Map<string, bigint> => {
  const found = new Map<string, bigint>();
  for (const [path, amounts] of balances) {
    if (parseAccount(path).unit === undefined) continue;
    for (const [component, amount] of amounts)
      if (amount !== 0n) found.set(`${path} ${component}`, amount);
  }
  return found;
};

const differences = (
  log: ReadonlyMap<string, bigint>,
  read: ReadonlyMap<string, bigint>,
): string[] => {
  const found: string[] = [];
  for (const key of new Set([...log.keys(), ...read.keys()])) {
    const inLog = log.get(key) ?? 0n;
    const inRead = read.get(key) ?? 0n;
    if (inLog !== inRead) found.push(`${key}: ${inLog} in the log, ${inRead} in the read model`);
  }
  return found;
};

const shown = (found: readonly string[]): string[] => {
  const more = found.length - SHOWN_MAX;
  return more > 0 ? [...found.slice(0, SHOWN_MAX), `… and ${more} more`] : [...found];
};
