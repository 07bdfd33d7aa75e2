/**
 * Finds the entries by which the ledger itself took back or let lapse after a use deadline, by lot. The lists stand
 * among the uses of lots, under a key that no lot has.
 */
import { add, isNegative, negate, subtract, zero, type Vector } from '../quantity/index.js';
import { parseAccount, type AccountPath } from './account.js';
import type { LedgerEvent } from './events.js';
import { amountOf, dayOf, lotOf } from './look-up.js';
import { expiredBy } from './owners.js';
import type { LedgerState } from './state.js';
import { leastFrom } from './timeline.js';

/** Entries that the ledger itself posts after a use deadline. */
export const AFTER_DEADLINE = /^(reclaim|lapse):\d{4}-\d\d-\d\d/;

const takenKey = (lot: string): string => `${lot}/after-deadline`;

export const rememberTaken = ({ uses }: LedgerState, { data }: LedgerEvent, at: number): void => {
  if (!AFTER_DEADLINE.test(data.entryId)) return;
  for (const { from } of data.postings) uses.add(takenKey(parseAccount(from).lot), at);
};

/** The postings of a reversal are those of the undone entry, swapped. */
export const forgetTaken = (
  { uses }: LedgerState,
  { postings }: LedgerEvent['data'],
  undone: number,
): void => {
  for (const { to } of postings) uses.remove(takenKey(parseAccount(to).lot), undone);
};

/**
 * Live entries that took what an expiry had made free, newest first. A reservation that expired says in which lots it
 * was; of one that stays closed when its expiry is undone nothing is taken back.
 */
export const takenAfterExpiry = (state: LedgerState, entry: string, limit: number): number[] => {
  const found = new Set<number>();
  for (const expiry of state.entries.candidates(entry))
    for (const id of expiredBy(state, expiry))
      for (const lot of state.expired.get(id)?.left.keys() ?? [])
        for (const one of state.uses.newest(takenKey(lot), limit)) if (one > expiry) found.add(one);
  return [...found].sort((a, b) => b - a).slice(0, limit);
};

/** Whether the undoing of an entry takes from what is available more than is left there on every day from its own on. */
export const lacksWhatItGave = (state: LedgerState, { data }: LedgerEvent): boolean => {
  const given = new Map<AccountPath, Vector>();
  const count = (path: AccountPath, amount: Vector): void => {
    if (parseAccount(path).bucket !== 'available') return;
    given.set(path, add(given.get(path) ?? zero(amount.length), amount));
  };
  for (const { from, to, quantity } of data.postings) {
    const amount = amountOf(state, lotOf(state, parseAccount(from).lot), quantity);
    count(to, amount);
    count(from, negate(amount));
  }
  const on = dayOf(data.effectiveOn);
  return [...given].some(([path, amount]) => {
    const left = leastFrom(state.accounts.get(path), on, amount.length);
    return isNegative(subtract(left, amount));
  });
};
