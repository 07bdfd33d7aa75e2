import type { Day } from '../../calendar/index.js';
import { add, isNegative, isZero, zero, type Vector } from '../../quantity/index.js';
import { parseAccount } from '../account.js';
import { closeReservation, reopenReservation } from '../closed-reservations.js';
import type {
  EntryReversed,
  LedgerEvent,
  ReservationAmended,
  ReservationOpened,
} from '../events.js';
import { dayKey } from '../keys.js';
import { amountOf, dayOf, lotOf } from '../look-up.js';
import { movesOn } from '../posting.js';
import { disownExpired, disownReservation, ownExpired, ownReservation } from '../owners.js';
import type { LedgerState, Reservation } from '../state.js';

export const openReservations = (state: LedgerState, event: LedgerEvent, on: Day): void => {
  if (event.type === 'QuotaReserved') openReservation(state, event.data.reservation, on);
  if (event.type !== 'BalanceBroughtForward') return;
  for (const reservation of event.data.reservations) openReservation(state, reservation, on);
};

const openReservation = (state: LedgerState, opened: ReservationOpened, on: Day): void => {
  const reservation: Reservation = {
    id: opened.reservation,
    unit: opened.unit,
    project: opened.project,
    batch: opened.batch,
    projectClass: opened.projectClass,
    purpose: opened.purpose,
    reservedOn: on,
    expiresOn: dayOf(opened.expiresOn),
    left: new Map(),
    resolvedBy: [],
    reopened: false,
  };
  state.reservations.set(reservation.id, reservation);
  ownReservation(state, reservation);
  expectExpiry(state, reservation);
};

/** What an entry changes in reservations, by reservation and lot: what it gives back less what it takes. */
export type Resolved = Map<string, Map<string, Vector>>;

export const addResolved = (
  resolved: Resolved,
  reservation: string,
  lot: string,
  change: Vector,
): void => {
  const byLot = resolved.get(reservation) ?? new Map<string, Vector>();
  resolved.set(reservation, byLot);
  const before = byLot.get(lot);
  byLot.set(lot, before === undefined ? change : add(before, change));
};

/**
 * Adds to and takes from what is left of reservations, and closes those of which nothing is.
 * @throws {Error} more is taken from one than was left of it
 */
export const resolveReservations = (
  state: LedgerState,
  event: LedgerEvent,
  resolved: Resolved,
  revision: number,
  on: Day,
): void => {
  for (const [id, byLot] of resolved) {
    if (isNothing(byLot)) continue;
    const reservation = state.reservations.edit(id) ?? reopen(state, event, id);
    if (reservation === undefined) throw new Error(`reservation ${id} is not open`);
    const before = event.type === 'ReservationsExpired' ? new Map(reservation.left) : undefined;
    let takes = false;
    for (const [lot, change] of byLot) {
      const left = add(reservation.left.get(lot) ?? zero(change.length), change);
      // Invariant 3 after the fact: a reservation is resolved once per unit of area.
      if (isNegative(left)) throw new Error(`reservation ${id} is resolved twice in lot ${lot}`);
      reservation.left.set(lot, left);
      takes ||= isNegative(change);
    }
    if (!takes) continue;
    reservation.resolvedBy.push(revision);
    if (!isNothing(reservation.left)) continue;
    close(state, reservation, revision);
    if (before === undefined) continue;
    const expired = { ...reservation, left: before, expiredOn: on };
    state.expired.set(id, expired);
    ownExpired(state, expired);
  }
};

const isNothing = (byLot: ReadonlyMap<string, Vector>): boolean => {
  for (const amount of byLot.values()) if (!isZero(amount)) return false;
  return true;
};

const close = (state: LedgerState, reservation: Reservation, revision: number): void => {
  forgetExpiry(state, reservation);
  state.reservations.delete(reservation.id);
  disownReservation(state, reservation);
  closeReservation(state, reservation, revision);
};

/** A reversed expiry opens the reservation again; what is left of it is what the reversal gives back. */
const reopen = (state: LedgerState, event: LedgerEvent, id: string): Reservation | undefined => {
  if (event.type !== 'EntryReversed' || event.data.entryType !== 'ReservationsExpired') {
    return undefined;
  }
  const expired = state.expired.get(id);
  if (expired === undefined) return undefined;
  const { expiredOn: _expiredOn, ...before } = expired;
  const reservation: Reservation = {
    ...before,
    left: new Map([...expired.left].map(([lot, amount]) => [lot, zero(amount.length)])),
    resolvedBy: expired.resolvedBy.slice(),
    reopened: true,
  };
  state.expired.delete(id);
  disownExpired(state, expired);
  reopenReservation(state, id);
  state.reservations.set(id, reservation);
  ownReservation(state, reservation);
  return reservation;
};

/** Keeps what a reversal gave back to a closed reservation: it must be taken from there when the reservation is undone. */
export const rememberGoneOn = (state: LedgerState, { data }: EntryReversed): void => {
  const undoesOpening = ['QuotaReserved', 'BalanceBroughtForward'].includes(data.entryType);
  for (const posting of data.postings) {
    const { reservation, from, quantity } = posting;
    if (reservation === undefined) continue;
    if (undoesOpening) {
      state.goneOn.delete(reservation);
      continue;
    }
    const { lot, bucket } = parseAccount(from);
    if (bucket !== 'reserved') continue;
    const part = {
      lot,
      day: dayOf(movesOn(posting, data.effectiveOn)),
      amount: amountOf(state, lotOf(state, lot), quantity),
    };
    const gone = state.goneOn.edit(reservation);
    if (gone === undefined) state.goneOn.set(reservation, { parts: [part] });
    else gone.parts.push(part);
  }
};

/** In closed books an expiry cannot be reversed on its day any more. */
export const forgetExpired = (state: LedgerState, closedThrough: Day): void => {
  for (const [id, expired] of [...state.expired.entries()]) {
    if (expired.expiredOn > closedThrough) continue;
    state.expired.delete(id);
    disownExpired(state, expired);
  }
};

/** A reservation goes on in the hands of another unit. */
export const handOver = (state: LedgerState, id: string, unit: string): void => {
  const reservation = state.reservations.edit(id);
  if (reservation === undefined) return;
  disownReservation(state, reservation);
  reservation.unit = unit;
  ownReservation(state, reservation);
};

export const amendReservation = (state: LedgerState, { data }: ReservationAmended): void => {
  const reservation = state.reservations.edit(data.reservation);
  if (reservation === undefined) return;
  forgetExpiry(state, reservation);
  reservation.project = data.project;
  reservation.expiresOn = dayOf(data.expiresOn);
  reservation.reopened = false;
  expectExpiry(state, reservation);
};

const expectExpiry = (state: LedgerState, { id, expiresOn }: Reservation): void =>
  state.expiring.add(dayKey(expiresOn), id);

const forgetExpiry = (state: LedgerState, { id, expiresOn }: Reservation): void =>
  state.expiring.remove(dayKey(expiresOn), id);
