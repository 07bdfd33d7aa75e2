import { formatDay } from '../../calendar/index.js';
import { add, zero, type Vector } from '../../quantity/index.js';
import { held } from '../account.js';
import type { ExpireReservations, ReleaseReservation } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, startEntry } from '../entry.js';
import type { ReservationReleased, ReservationsExpired } from '../events.js';
import { checkAmounts, checkBooks, checkTime, quantityVector, someOf } from '../guards.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';
import { checkLeft, checkNotBefore, openReservationNamed, releaseRest } from './reservations.js';

/** 解除预占: back to available in the same lot, all of it or the part that is named. */
export const releaseReservation = (
  command: ReleaseReservation,
  state: LedgerState,
): ReservationReleased => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  checkAmounts(state, data.draws ?? []);
  const reservation = openReservationNamed(state, data.reservation);
  const { unit } = reservation;
  const actorUnit = permit(state, 'ReleaseReservation', data.actor, { from: unit });
  checkTime(state, on);
  checkNotBefore(reservation.reservedOn, on, reservation.id);

  const draft = new EntryDraft(state, data.entryId, on);
  if (someOf(data.draws) === undefined) releaseRest(state, draft, reservation);
  const taken = new Map<string, Vector>();
  for (const draw of data.draws ?? []) {
    const lot = state.lots.get(draw.lot) ?? refuse('lot-unknown', { lot: draw.lot });
    const amount = quantityVector(state.indicatorOf(lot), draw.quantity);
    taken.set(lot.id, add(taken.get(lot.id) ?? zero(amount.length), amount));
    draft.move(
      held(unit, lot.id, 'reserved'),
      held(unit, lot.id, 'available'),
      amount,
      reservation.id,
    );
  }
  checkLeft(state, reservation, taken);
  if (draft.postings.length === 0) {
    refuse('nothing-to-do', { reservation: reservation.id });
  }
  draft.checkBalances();
  return {
    type: 'ReservationReleased',
    data: {
      ...entryData(command, state, actorUnit, draft, unit),
      reservation: reservation.id,
      unit,
    },
  };
};

/** The day job's release of reservations whose last day has passed, effective on the day after it. */
export const expireReservations = (
  command: ExpireReservations,
  state: LedgerState,
): ReservationsExpired => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  if (data.reservations.length === 0) refuse('nothing-to-do', { field: 'reservations' });
  const actorUnit = permit(state, 'ExpireReservations', data.actor);
  checkBooks(state, on);

  const draft = new EntryDraft(state, data.entryId, on);
  for (const id of new Set(data.reservations)) {
    const reservation = openReservationNamed(state, id);
    if (reservation.expiresOn >= on) {
      refuse('before-cited-entry', {
        entry: id,
        citedOn: formatDay(reservation.expiresOn),
        effectiveOn: formatDay(on),
      });
    }
    releaseRest(state, draft, reservation);
  }
  draft.checkBalances();
  return {
    type: 'ReservationsExpired',
    data: { ...entryData(command, state, actorUnit, draft), reservations: data.reservations },
  };
};
