import type { Day } from '../../calendar/index.js';
import { negate, type Vector } from '../../quantity/index.js';
import { boundOf, parseAccount, type AccountPath, type Bucket, type Outside } from '../account.js';
import { rememberTaken } from '../after-deadline.js';
import type { LedgerEvent } from '../events.js';
import { holdingKey } from '../keys.js';
import { amountOf, dayOf, lotOf } from '../look-up.js';
import type { Lot } from '../lot.js';
import { ownLot, rememberMove, standingOf, type Standing } from '../owners.js';
import type { LedgerState } from '../state.js';
import { emptyTimeline, isWithin, post, type Timeline } from '../timeline.js';
import { addResolved, resolveReservations, type Resolved } from './reservations.js';

/** Moves the balances. Within an entry there is no order: the accounts are judged when all of it has moved. */
export const applyPostings = (
  state: LedgerState,
  event: LedgerEvent,
  revision: number,
  on: Day,
): void => {
  const { type } = event;
  const { postings } = event.data;
  const legs: Leg[] = [];
  const resolved: Resolved = new Map();
  for (const posting of postings) {
    const from = legOf(state, posting.from, undefined);
    const to = legOf(state, posting.to, from.lot);
    legs.push(from, to);
    assertSameIndicator(from, to);
    const moved = amountOf(state, from.lot, posting.quantity);
    const day = posting.effectiveOn === undefined ? on : dayOf(posting.effectiveOn);
    if (day < on) throw new Error(`a posting of ${from.path} moves before its entry`);
    post(from.row, day, negate(moved));
    post(to.row, day, moved);
    countTotal(state, from, to, day, moved);
    if (!isOpening(event)) {
      activate(state, from, revision);
      if (to.unit !== from.unit) activate(state, to, revision);
    }
    if (posting.reservation !== undefined) {
      const change = to.bucket === 'reserved' ? moved : negate(moved);
      addResolved(resolved, posting.reservation, from.lot.id, change);
    }
    // An undone entry is no use of a lot any more, and its undoing is none either.
    // What a reversal pays of a debt is its own doing, and keeps the debt from being undone.
    if (type === 'EntryReversed' && !(from.bucket === 'available' && to.bucket === 'debt'))
      continue;
    if (from.lot.openedAt !== revision) state.uses.add(from.lot.id, revision);
    if (to.lot !== from.lot && to.lot.openedAt !== revision) state.uses.add(to.lot.id, revision);
  }
  rememberTaken(state, event, revision);
  resolveReservations(state, event, resolved, revision, on);
  for (const { path, lot, bucket, row, before } of legs)
    rememberMove(state, path, lot, bucket, row, before);
  // Invariant 2 after the fact. A stored event that breaks it is a defect, not a refusal.
  for (const { path, row, bucket } of legs)
    if (!isWithin(row, on, boundOf(bucket))) throw new Error(`account ${path} breaks its bound`);
};

/** An opening balance, or its undoing: neither keeps a unit from bringing its balance forward once more. */
const isOpening = (event: LedgerEvent): boolean =>
  event.type === 'BalanceBroughtForward' ||
  (event.type === 'EntryReversed' && event.data.entryType === 'BalanceBroughtForward');

/** Counts what comes into the ledger, from the source or as something owed, and what goes out of it again. */
const countTotal = (state: LedgerState, from: Leg, to: Leg, day: Day, moved: Vector): void => {
  const comes = boundOf(from.bucket) === 'never-positive';
  if (comes === (boundOf(to.bucket) === 'never-positive')) return;
  const { indicator } = from.lot;
  let row = state.totals.edit(indicator);
  if (row === undefined) {
    row = emptyTimeline();
    state.totals.set(indicator, row);
  }
  post(row, day, comes ? moved : negate(moved));
};

interface Leg {
  readonly path: AccountPath;
  readonly unit: string | undefined;
  readonly lot: Lot;
  readonly bucket: Bucket | Outside;
  readonly row: Timeline;
  readonly before: Standing;
}

/**
 * A path is taken apart once a posting, and most postings stay within one lot: `near` is tried before the table.
 */
const legOf = (state: LedgerState, path: AccountPath, near: Lot | undefined): Leg => {
  const { unit, lot: id, bucket } = parseAccount(path);
  const lot = near !== undefined && near.id === id ? near : lotOf(state, id);
  let row = state.accounts.edit(path);
  if (row === undefined) {
    row = emptyTimeline();
    state.accounts.set(path, row);
    // By whatever way: by a reorganisation, or by a void that returns to who came after.
    if (unit !== undefined && unit !== lot.unit) ownLot(state, unit, id);
    if (unit !== undefined && bucket === 'available')
      state.holdings.add(holdingKey(unit, lot.indicator), id);
  }
  return { path, unit, lot, bucket, row, before: standingOf(state, row) };
};

const assertSameIndicator = (from: Leg, to: Leg): void => {
  if (from.lot.indicator !== to.lot.indicator)
    throw new Error(`a posting leads from ${from.path} to ${to.path}, of another indicator`);
};

const activate = (state: LedgerState, { unit }: Leg, since: number): void => {
  if (unit !== undefined && !state.active.has(unit)) state.active.set(unit, { since });
};
