import type { LedgerEvent } from '#domain';
import {
  amountsOf,
  isNothing,
  least,
  less,
  NOTHING,
  plus,
  positive,
  type Amounts,
} from '../amounts.js';
import type { Book, LotPage } from '../book.js';
import { bucketOf, lotOf, unitOf } from '../reservation-book.js';
import { both } from './units.js';

interface Debt {
  readonly path: string;
  readonly lot: LotPage;
}

/** Debts of a unit in an indicator, the oldest first. */
const debtsOf = (book: Book, unit: string, indicator: string): Debt[] => {
  const debts: Debt[] = [];
  for (const path of book.curves.keys()) {
    if (!path.endsWith('/debt') || unitOf(path) !== unit) continue;
    const lot = book.lots.get(lotOf(path));
    if (lot?.indicator === indicator) debts.push({ path, lot });
  }
  return debts.sort(({ lot: a }, { lot: b }) =>
    a.openedOn < b.openedOn ? -1 : a.openedOn > b.openedOn ? 1 : a.number - b.number,
  );
};

interface Inflow {
  readonly path: string;
  readonly on: string;
  came: Amounts;
  paid: Amounts;
}

/** What an entry brought into `available` from elsewhere, and what of it paid a debt. */
const inflowsOf = ({ data }: LedgerEvent): Inflow[] => {
  const inflows = new Map<string, Inflow>();
  const of = (path: string, on: string): Inflow => {
    const known = inflows.get(`${path} ${on}`) ?? { path, on, came: NOTHING, paid: NOTHING };
    inflows.set(`${path} ${on}`, known);
    return known;
  };
  for (const { from, to, quantity, effectiveOn = data.effectiveOn } of data.postings) {
    const amount = amountsOf(quantity);
    const isOwn = unitOf(from) === unitOf(to);
    if (
      bucketOf(to) === 'available' &&
      !(isOwn && ['available', 'debt'].includes(bucketOf(from)))
    ) {
      const inflow = of(to, effectiveOn);
      inflow.came = plus(inflow.came, amount);
    }
    if (bucketOf(from) === 'available' && bucketOf(to) === 'debt') {
      const inflow = of(from, effectiveOn);
      inflow.paid = plus(inflow.paid, amount);
    }
  }
  return [...inflows.values()];
};

/**
 * Whatever came into the hands of a unit that owes has paid: nothing of it is left that could be taken on every day to
 * come while something is owed on all of them. The oldest debt was paid first.
 */
export const paysFirst = (event: LedgerEvent, book: Book): string | undefined => {
  const { entryId, postings } = event.data;
  for (const { path, on, came, paid } of inflowsOf(event)) {
    const indicator = book.lots.get(lotOf(path))?.indicator ?? '';
    const kept = least(
      positive(less(came, paid)),
      addedBy(event, unitOf(path) ?? '', indicator, book),
    );
    const free = book.takable(path, on);
    for (const { path: debt } of debtsOf(book, unitOf(path) ?? '', indicator)) {
      const owed = book.owed(debt, on);
      if (kept.some((one, i) => one > 0n && (free[i] ?? 0n) > 0n && (owed[i] ?? 0n) > 0n)) {
        return `${entryId} leaves ${free.join('/')} in ${path} beside ${owed.join('/')} in ${debt}`;
      }
    }
  }
  for (const { from, to, quantity, effectiveOn = event.data.effectiveOn } of postings) {
    if (bucketOf(from) !== 'available' || bucketOf(to) !== 'debt') continue;
    const indicator = book.lots.get(lotOf(to))?.indicator ?? '';
    for (const { path, lot } of debtsOf(book, unitOf(to) ?? '', indicator)) {
      if (path === to) break;
      const owed = book.owed(path, effectiveOn);
      if (both(owed, amountsOf(quantity))) return `${entryId} pays ${to} before ${lot.lot}`;
    }
  }
  return undefined;
};

/** What an entry adds to all that a unit has available: what only goes round is no receipt. */
const addedBy = ({ data }: LedgerEvent, unit: string, indicator: string, book: Book): Amounts => {
  let added = NOTHING;
  for (const { from, to, quantity } of data.postings) {
    if (book.lots.get(lotOf(from))?.indicator !== indicator) continue;
    const amount = amountsOf(quantity);
    if (unitOf(to) === unit && bucketOf(to) === 'available') added = plus(added, amount);
    if (unitOf(from) === unit && bucketOf(from) === 'available') added = less(added, amount);
  }
  return positive(added);
};

/** A unit that owes has nothing free, today and on all days to come, in lots that are still valid. */
export const nothingFreeBesideDebt = (book: Book): string | undefined => {
  for (const path of book.holding('available', book.today)) {
    const lot = book.lots.get(lotOf(path));
    if (lot === undefined || lot.validUntil < book.today) continue;
    const free = book.takable(path, book.today);
    for (const { path: debt } of debtsOf(book, unitOf(path) ?? '', lot.indicator)) {
      const owed = book.owed(debt, book.today);
      if (both(free, owed))
        return `${path} has ${free.join('/')} beside ${owed.join('/')} of ${debt}`;
    }
  }
  return undefined;
};

/** Nothing leaves the hands of a unit that owes by an allocation or a transfer. */
export const givesNothingAway = (
  event: LedgerEvent,
  owing: ReadonlySet<string>,
  book: Book,
): string | undefined => {
  if (event.type !== 'QuotaAllocated' && event.type !== 'QuotaTransferred') return undefined;
  const indicator = book.lots.get(event.data.lot)?.indicator ?? '';
  return owing.has(`${event.data.fromUnit}/${indicator}`)
    ? `${event.data.fromUnit} owes and gives away by ${event.data.entryId}`
    : undefined;
};

/** Units that owe something by now, with the indicator. */
export const owingNow = (book: Book): Set<string> => {
  const owing = new Set<string>();
  for (const [path, curve] of book.curves) {
    if (!path.endsWith('/debt') || isNothing(curve.now())) continue;
    owing.add(`${unitOf(path)}/${book.lots.get(lotOf(path))?.indicator}`);
  }
  return owing;
};
