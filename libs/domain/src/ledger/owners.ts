/**
 * What belongs to a unit or a lot, found without a walk through everything there is. The groups follow from the other
 * tables, so each change of those has its counterpart here.
 */
import type { Day } from '../calendar/index.js';
import { accountPath, BUCKETS, held, parseAccount, type AccountPath } from './account.js';
import {
  expiryKey,
  frozenLotKey,
  frozenUnitKey,
  lotsKey,
  movedKey,
  openKey,
  reservationsKey,
} from './keys.js';
import type { Lot } from './lot.js';
import type { FreezeInForce, LedgerState, Reservation } from './state.js';
import { lotOf } from './look-up.js';
import { current, type Timeline } from './timeline.js';
import { isZero } from '../quantity/index.js';

/** Remembers a lot that a unit has, or may come to have, an account of. */
export const ownLot = ({ owners }: LedgerState, unit: string, lot: string): void =>
  owners.add(lotsKey(unit), lot);

export const ownReservation = ({ owners }: LedgerState, { unit, id }: Reservation): void =>
  owners.add(reservationsKey(unit), id);
export const disownReservation = ({ owners }: LedgerState, { unit, id }: Reservation): void =>
  owners.remove(reservationsKey(unit), id);

/** An expiry is the last of what resolved a reservation that expired. */
const expiryOf = ({ resolvedBy }: Reservation): string => expiryKey(resolvedBy.at(-1) ?? NEVER);
const NEVER = -1;
export const ownExpired = ({ owners }: LedgerState, reservation: Reservation): void =>
  owners.add(expiryOf(reservation), reservation.id);
export const disownExpired = ({ owners }: LedgerState, reservation: Reservation): void =>
  owners.remove(expiryOf(reservation), reservation.id);
export const expiredBy = ({ owners }: LedgerState, revision: number): readonly string[] =>
  owners.idsIn(expiryKey(revision));

export const rememberFreeze = (
  { owners }: LedgerState,
  { id, units, lot }: FreezeInForce,
): void => {
  for (const unit of units) owners.add(frozenUnitKey(unit), id);
  if (lot !== undefined) owners.add(frozenLotKey(lot), id);
};
export const forgetFreeze = ({ owners }: LedgerState, { id, units, lot }: FreezeInForce): void => {
  for (const unit of units) owners.remove(frozenUnitKey(unit), id);
  if (lot !== undefined) owners.remove(frozenLotKey(lot), id);
};

/** What keeps a plan year from being closed. */
const OPEN_BUCKETS: ReadonlySet<string> = new Set(['available', 'reserved', 'advance']);

/** How an account stands: most that move have moved before and hold something before and after. */
export interface Standing {
  /** It moved after the books were closed. */
  readonly isMoved: boolean;
  readonly isEmpty: boolean;
}

export const standingOf = ({ head }: LedgerState, row: Timeline): Standing => ({
  isMoved: (row.days.at(-1) ?? 0) > head.closedThrough,
  isEmpty: isZero(current(row, 0)),
});

/** Remembers what a movement changed: at the closing of books and of years nothing else is looked at. */
export const rememberMove = (
  { owners }: LedgerState,
  path: AccountPath,
  { planYear }: Lot,
  bucket: string,
  row: Timeline,
  before: Standing,
): void => {
  if (!before.isMoved) owners.add(movedKey, path);
  if (!OPEN_BUCKETS.has(bucket)) return;
  const isEmpty = isZero(current(row, 0));
  if (isEmpty === before.isEmpty) return;
  if (isEmpty) owners.remove(openKey(planYear), path);
  else owners.add(openKey(planYear), path);
};

/** Finds the same again of an account that came back from a snapshot. */
export const refindMoves = (
  state: LedgerState,
  path: AccountPath,
  { lastDay, isEmpty }: { readonly lastDay: Day; readonly isEmpty: boolean },
): void => {
  if (lastDay > state.head.closedThrough) state.owners.add(movedKey, path);
  if (isEmpty) return;
  const { lot, bucket } = parseAccount(path);
  if (OPEN_BUCKETS.has(bucket)) state.owners.add(openKey(lotOf(state, lot).planYear), path);
};

/** Accounts that may hold days which a closing of books folds into one. */
export const movedAccounts = ({ owners }: LedgerState): readonly AccountPath[] =>
  owners.idsIn(movedKey).map(accountPath);

/** Accounts of a plan year in which something is still available, reserved or advanced. */
export const openAccountsOf = ({ owners }: LedgerState, planYear: number): readonly string[] =>
  owners.idsIn(openKey(planYear));

export interface OwnAccount {
  readonly path: AccountPath;
  readonly lot: string;
  readonly bucket: (typeof BUCKETS)[number];
  readonly row: Timeline;
}

/** Every account of a unit. Costs as much as the unit has lots, however large the ledger is. */
export function* accountsOf(state: LedgerState, unit: string): Generator<OwnAccount> {
  for (const lot of state.owners.idsIn(lotsKey(unit))) {
    for (const bucket of BUCKETS) {
      const path = held(unit, lot, bucket);
      const row = state.accounts.get(path);
      if (row !== undefined) yield { path, lot, bucket, row };
    }
  }
}

/** Open reservations of a unit, by id. */
export const reservationsOf = (state: LedgerState, unit: string): Reservation[] =>
  state.owners
    .idsIn(reservationsKey(unit))
    .flatMap((id) => state.reservations.get(id) ?? [])
    .sort((a, b) => (a.id < b.id ? -1 : 1));

/** Lots of others that a unit has an account of: all others are those that were opened for it. */
export function* inheritedLots(
  state: LedgerState,
): Generator<readonly [unit: string, lot: string]> {
  const prefix = lotsKey('');
  for (const [group, { ids }] of state.owners.entries()) {
    if (!group.startsWith(prefix)) continue;
    const unit = group.slice(prefix.length);
    for (const id of ids) if (state.lots.get(id)?.unit !== unit) yield [unit, id];
  }
}

/** Finds everything again from the other tables of a state that came back from a snapshot. */
export const refindOwners = (
  state: LedgerState,
  inherited: Iterable<readonly [unit: string, lot: string]>,
): void => {
  for (const [id, { unit }] of state.lots.entries()) ownLot(state, unit, id);
  for (const [unit, lot] of inherited) ownLot(state, unit, lot);
  for (const [, reservation] of state.reservations.entries()) ownReservation(state, reservation);
  for (const [, reservation] of state.expired.entries()) ownExpired(state, reservation);
  for (const [, freeze] of state.freezes.entries()) rememberFreeze(state, freeze);
};
