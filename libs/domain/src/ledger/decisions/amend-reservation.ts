import { formatDay } from '../../calendar/index.js';
import { isZero } from '../../quantity/index.js';
import type { AmendReservation } from '../commands.js';
import { entryData, present, startEntry } from '../entry.js';
import type { ReservationAmended } from '../events.js';
import { checkRestriction, checkTime, dateOf } from '../guards.js';
import { lotOf } from '../look-up.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';
import { checkNotBefore, openReservationNamed } from './reservations.js';
import { checkOutlasts } from './reserve-quota.js';

/** 变更预占: another end or another project. Nothing moves, and the lots must allow the project. */
export const amendReservation = (
  command: AmendReservation,
  state: LedgerState,
): ReservationAmended => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  if (data.expiresOn === undefined && data.project === undefined) {
    refuse('nothing-to-do', { field: 'expiresOn, project' });
  }
  const reservation = openReservationNamed(state, data.reservation);
  const actorUnit = permit(state, 'AmendReservation', data.actor, { from: reservation.unit });
  checkTime(state, on);
  checkNotBefore(reservation.reservedOn, on, reservation.id);
  const until = formatDay(reservation.expiresOn);
  const expiresOn = data.expiresOn ?? until;
  const isPast = reservation.expiresOn < state.head.day && !reservation.reopened;
  if (dateOf(expiresOn, 'expiresOn') < state.head.day || isPast) {
    refuse('reservation-expired', {
      reservation: reservation.id,
      expiresOn,
      ledgerDay: formatDay(state.head.day),
    });
  }
  const project = data.project ?? reservation.project;
  // A lot that is used up keeps its row, and bars nothing any more.
  const lots = Array.from(reservation.left, ([id, left]) =>
    isZero(left) ? [] : [lotOf(state, id)],
  );
  if (data.expiresOn !== undefined) {
    checkOutlasts(lots.flat(), dateOf(data.expiresOn, 'expiresOn'));
  }
  for (const lot of lots.flat()) {
    checkRestriction(lot, { project, purpose: reservation.purpose });
  }
  return {
    type: 'ReservationAmended',
    data: {
      ...entryData(command, state, actorUnit, undefined, reservation.unit),
      reservation: reservation.id,
      unit: reservation.unit,
      was: { expiresOn: until, ...present({ project: reservation.project }) },
      expiresOn,
      ...present({ project }),
    },
  };
};
