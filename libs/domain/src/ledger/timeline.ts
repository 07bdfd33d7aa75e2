import type { Bound } from './account.js';
import type { Day } from '../calendar/index.js';
import { add, isZero, min, zero, type Vector } from '../quantity/index.js';

/**
 * The balance of an account at the end of each day on which it moved, ascending. The first day carries everything
 * through `closedThrough`. Vectors are replaced, never changed, so a copied row may share them.
 */
export interface Timeline {
  readonly days: Day[];
  readonly balances: Vector[];
}

export const emptyTimeline = (): Timeline => ({ days: [], balances: [] });

export const copyTimeline = ({ days, balances }: Timeline): Timeline => ({
  days: days.slice(),
  balances: balances.slice(),
});

/** Index of the last day at or before `day`, −1 when there is none. */
const indexAt = ({ days }: Timeline, day: Day): number => {
  let low = 0;
  let high = days.length;
  // Nearly every entry is effective on or after the last day that moved.
  if (high > 0 && (days[high - 1] ?? 0) <= day) return high - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? 0) <= day) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** Adds a movement of a day to the balance of that day and of every later one. */
export const post = (row: Timeline, day: Day, change: Vector): void => {
  const { days, balances } = row;
  let at = indexAt(row, day);
  if (at < 0 || days[at] !== day) {
    const before = balances[at];
    at += 1;
    if (at === days.length) {
      days.push(day);
      balances.push(before === undefined ? change : add(before, change));
      return;
    }
    days.splice(at, 0, day);
    balances.splice(at, 0, before ?? zero(change.length));
  }
  for (let i = at; i < balances.length; i += 1) {
    balances[i] = add(balances[i] ?? zero(change.length), change);
  }
};

/** What the account holds today, after everything that was posted. */
export const current = (row: Timeline | undefined, width: number): Vector =>
  row?.balances.at(-1) ?? zero(width);

export const balanceOn = (row: Timeline | undefined, day: Day, width: number): Vector => {
  if (row === undefined) return zero(width);
  return row.balances[indexAt(row, day)] ?? zero(width);
};

/** The least of each component at the end of any day from `day` on: what may be taken with effect on that day. */
export const leastFrom = (row: Timeline | undefined, day: Day, width: number): Vector => {
  if (row === undefined) return zero(width);
  const at = indexAt(row, day);
  let least = row.balances[at] ?? zero(width);
  for (let i = at + 1; i < row.balances.length; i += 1)
    least = min(least, row.balances[i] ?? least);
  return least;
};

export interface Breach {
  /** The first day at whose end the rule would be broken. */
  readonly day: Day;
  readonly component: number;
  /** What the account would hold of the component at the end of that day, without the change. */
  readonly held: bigint;
}

/** The first day from `day` on, and before `until`, at whose end `balance + change` breaks the sign, if there is one. */
export const firstBreach = (
  row: Timeline | undefined,
  day: Day,
  change: Vector,
  sign: Bound,
  until = Infinity,
): Breach | undefined => {
  const start = row === undefined ? -1 : indexAt(row, day);
  const end = row?.balances.length ?? 0;
  for (let i = start; i < end || i === start; i += 1) {
    if (i > start && (row?.days[i] ?? day) >= until) break;
    const balance = row?.balances[i];
    for (let component = 0; component < change.length; component += 1) {
      const held = balance?.[component] ?? 0n;
      const after = held + (change[component] ?? 0n);
      if (sign === 'never-negative' ? after < 0n : after > 0n) {
        return { day: i <= start ? day : (row?.days[i] ?? day), component, held };
      }
    }
  }
  return undefined;
};

/**
 * The day from that of a breach on, before `until`, at whose end its component is furthest beyond the sign, and what is
 * held then.
 */
export const worstDay = (
  row: Timeline | undefined,
  {
    breach: { day, component, held },
    until,
  }: { readonly breach: Breach; readonly until: Day | undefined },
  sign: Bound,
): Pick<Breach, 'day' | 'held'> => {
  let worst = { day, held };
  if (row === undefined) return worst;
  for (let i = indexAt(row, day) + 1; i < row.balances.length; i += 1) {
    if (until !== undefined && (row.days[i] ?? day) >= until) break;
    const amount = row.balances[i]?.[component] ?? 0n;
    if (sign === 'never-negative' ? amount < worst.held : amount > worst.held) {
      worst = { day: row.days[i] ?? day, held: amount };
    }
  }
  return worst;
};

/** Whether the account keeps its sign at the end of every day from `day` on. */
export const isWithin = (row: Timeline, day: Day, sign: Bound): boolean => {
  const { balances } = row;
  for (let i = Math.max(indexAt(row, day), 0); i < balances.length; i += 1)
    for (const amount of balances[i] ?? [])
      if (sign === 'never-negative' ? amount < 0n : amount > 0n) return false;
  return true;
};

/** Whether `closeThrough` would change a row, or leave nothing of it to remember. */
export const isClosedBy = ({ days, balances }: Timeline, through: Day): boolean =>
  (days[1] ?? Infinity) <= through ||
  (days.length === 1 && (days[0] ?? Infinity) <= through && isZero(balances[0] ?? []));

/** Folds all days through `through` into one. True when nothing is left to remember. */
export const closeThrough = (row: Timeline, through: Day): boolean => {
  const at = indexAt(row, through);
  if (at > 0) {
    row.days.splice(0, at);
    row.balances.splice(0, at);
  }
  return row.balances.length === 1 && at >= 0 && isZero(row.balances[0] ?? []);
};

/** First day after `through` on which the account moves. */
export const firstMoveAfter = (row: Timeline | undefined, through: Day): Day | undefined =>
  row?.days[row === undefined ? 0 : indexAt(row, through) + 1];

/** The greatest of each component at the end of any day from `day` on. */
export const greatestFrom = (row: Timeline | undefined, day: Day, width: number): Vector => {
  if (row === undefined) return zero(width);
  const at = indexAt(row, day);
  let greatest = row.balances[at] ?? zero(width);
  for (let i = at + 1; i < row.balances.length; i += 1) {
    const balance = row.balances[i] ?? greatest;
    greatest = greatest.map((amount, c) =>
      (balance[c] ?? 0n) > amount ? (balance[c] ?? 0n) : amount,
    );
  }
  return greatest;
};
