import { formatDay, type Day } from '../../calendar/index.js';
import { zero, type Vector } from '../../quantity/index.js';
import { held } from '../account.js';
import { isClosed } from '../closed-reservations.js';
import type { EntryDraft } from '../entry-draft.js';
import { lotOf } from '../look-up.js';
import { refuse } from '../refusals.js';
import type { LedgerState, Reservation } from '../state.js';

/** A reservation of which something is left. */
export const openReservationNamed = (state: LedgerState, id: string): Reservation => {
  const reservation = state.reservations.get(id);
  if (reservation !== undefined) return reservation;
  return refuse(isClosed(state, id) ? 'reservation-closed' : 'reservation-unknown', {
    reservation: id,
  });
};

export const checkNotBefore = (citedOn: Day, on: Day, entry: string): void => {
  if (on >= citedOn) return;
  refuse('before-cited-entry', {
    entry,
    citedOn: formatDay(citedOn),
    effectiveOn: formatDay(on),
  });
};

/** Refuses when less is left of a reservation in a lot than is taken from it. */
export const checkLeft = (
  state: LedgerState,
  reservation: Reservation,
  taken: ReadonlyMap<string, Vector>,
): void => {
  for (const [id, amount] of taken) {
    const lot = lotOf(state, id);
    const indicator = state.indicatorOf(lot);
    const left = reservation.left.get(id) ?? zero(amount.length);
    const component = amount.findIndex((asked, i) => asked > (left[i] ?? 0n));
    if (component < 0) continue;
    const asked = amount[component] ?? 0n;
    const remaining = left[component] ?? 0n;
    refuse('reservation-exceeded', {
      reservation: reservation.id,
      unit: reservation.unit,
      lot: id,
      bucket: 'reserved',
      indicator: indicator.id,
      component: indicator.components[component]?.name ?? '',
      held: String(remaining),
      asked: String(asked),
      shortBy: String(asked - remaining),
    });
  }
};

/** Gives everything that is left of a reservation back to what is available. */
export const releaseRest = (
  state: LedgerState,
  draft: EntryDraft,
  reservation: Reservation,
  taken: ReadonlyMap<string, Vector> = new Map(),
): void => {
  for (const [id, left] of reservation.left) {
    const lot = lotOf(state, id);
    const used = taken.get(id);
    const rest = used === undefined ? left : left.map((amount, i) => amount - (used[i] ?? 0n));
    draft.move(
      held(reservation.unit, lot.id, 'reserved'),
      held(reservation.unit, lot.id, 'available'),
      rest,
      reservation.id,
    );
  }
};
