import type { Day } from '../../calendar/index.js';
import { add, isZero, subtract, zero, type Vector } from '../../quantity/index.js';
import type { LedgerEvent, ReservationAmended, ReservationOpened } from '../events.js';
import { dayKey } from '../keys.js';
import { dayOf } from '../look-up.js';
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
  };
  state.reservations.set(reservation.id, reservation);
  expectExpiry(state, reservation);
};

/** Adds to or takes from what is left of a reservation in a lot, and closes it when nothing is. */
export const resolveReservation = (
  state: LedgerState,
  id: string,
  lot: string,
  moved: Vector,
  returned: boolean,
  revision: number,
): void => {
  const reservation = state.reservations.edit(id);
  if (reservation === undefined) return;
  const left = reservation.left.get(lot) ?? zero(moved.length);
  if (returned) {
    reservation.left.set(lot, add(left, moved));
    return;
  }
  reservation.left.set(lot, subtract(left, moved));
  if (reservation.resolvedBy.at(-1) !== revision) reservation.resolvedBy.push(revision);
  for (const rest of reservation.left.values()) if (!isZero(rest)) return;
  forgetExpiry(state, reservation);
  state.reservations.delete(id);
  state.closedReservations.set(id, revision, reservation.resolvedBy.length);
};

export const amendReservation = (state: LedgerState, { data }: ReservationAmended): void => {
  const reservation = state.reservations.edit(data.reservation);
  if (reservation === undefined) return;
  forgetExpiry(state, reservation);
  reservation.project = data.project;
  reservation.expiresOn = dayOf(data.expiresOn);
  expectExpiry(state, reservation);
};

const expectExpiry = (state: LedgerState, { id, expiresOn }: Reservation): void =>
  state.expiring.add(dayKey(expiresOn), id);

const forgetExpiry = (state: LedgerState, { id, expiresOn }: Reservation): void =>
  state.expiring.remove(dayKey(expiresOn), id);
