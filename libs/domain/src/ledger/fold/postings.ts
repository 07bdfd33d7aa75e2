import type { Day } from '../../calendar/index.js';
import { negate, zero } from '../../quantity/index.js';
import { boundOf, parseAccount, type AccountPath } from '../account.js';
import type { LedgerEvent } from '../events.js';
import { holdingKey } from '../keys.js';
import { amountOf, lotOf } from '../look-up.js';
import type { Lot } from '../lot.js';
import type { Posting } from '../posting.js';
import type { LedgerState } from '../state.js';
import { emptyTimeline, firstBreach, post } from '../timeline.js';
import { resolveReservation } from './reservations.js';

/** Moves the balances. Within an entry there is no order: the accounts are judged when all of it has moved. */
export const applyPostings = (
  state: LedgerState,
  { type, data: { postings } }: LedgerEvent,
  revision: number,
  on: Day,
): void => {
  const touched = new Set<AccountPath>();
  for (const posting of postings) {
    const from = applyLeg(state, posting, 'from', on);
    const to = applyLeg(state, posting, 'to', on);
    touched.add(posting.from).add(posting.to);
    if (posting.reservation !== undefined) {
      resolveReservation(state, posting.reservation, posting, from, revision);
    }
    // An undone entry is no use of a lot any more, and its undoing is none either.
    if (type === 'EntryReversed') continue;
    if (from.openedAt !== revision) state.uses.add(from.id, revision);
    if (to !== from && to.openedAt !== revision) state.uses.add(to.id, revision);
  }
  for (const path of touched) assertBound(state, path, on);
};

const applyLeg = (state: LedgerState, posting: Posting, side: 'from' | 'to', on: Day): Lot => {
  const path = posting[side];
  const { unit, lot: id, bucket } = parseAccount(path);
  const lot = lotOf(state, id);
  const moved = amountOf(state, lot, posting.quantity);
  let row = state.accounts.edit(path);
  if (row === undefined) {
    row = emptyTimeline();
    state.accounts.set(path, row);
    if (unit !== undefined && bucket === 'available') hold(state, unit, lot);
  }
  post(row, on, side === 'to' ? moved : negate(moved));
  return lot;
};

const hold = (state: LedgerState, unit: string, lot: Lot): void => {
  const key = holdingKey(unit, lot.indicator);
  const list = state.holdings.edit(key);
  if (list === undefined) state.holdings.set(key, { ids: [lot.id] });
  else if (!list.ids.includes(lot.id)) list.ids.push(lot.id);
};

/** Invariant 2 after the fact. A stored event that breaks it is a defect, not a refusal. */
const assertBound = (state: LedgerState, path: AccountPath, on: Day): void => {
  const row = state.accounts.get(path);
  if (row === undefined) return;
  const width = row.balances[0]?.length ?? 0;
  const breach = firstBreach(row, on, zero(width), boundOf(parseAccount(path).bucket));
  if (breach !== undefined)
    throw new Error(`account ${path} breaks its bound on day ${breach.day}`);
};
