/**
 * Which live entries resolved a reservation of which nothing is left: they are to be reversed before it can be. A list
 * in an index: under the id the number of members, under `<id>#<n>` the revision of one with 1 beside it while it lives.
 * No id holds the sign.
 */
import type { LedgerState, Reservation } from './state.js';

const memberKey = (id: string, n: number): string => `${id}#${n}`;

export const closeReservation = (
  state: LedgerState,
  { id, resolvedBy }: Reservation,
  revision: number,
): void => {
  state.closedReservations.set(id, revision, resolvedBy.length);
  resolvedBy.forEach((resolver, n) => state.closedReservations.set(memberKey(id, n), resolver, 1));
};

export const isClosed = (state: LedgerState, id: string): boolean =>
  state.closedReservations.has(id);

/** The newest live ones, newest first. */
export const liveResolvers = (state: LedgerState, id: string, limit: number): number[] => {
  const found: number[] = [];
  for (let n = membersOf(state, id) - 1; n >= 0 && found.length < limit; n -= 1) {
    const key = memberKey(id, n);
    for (const revision of state.closedReservations.candidates(key)) {
      if (state.closedReservations.note(key, revision) > 0) found.push(revision);
    }
  }
  return found;
};

/** An undone entry stands on it no longer. */
export const forgetResolver = (state: LedgerState, id: string, undone: number): void => {
  for (let n = membersOf(state, id) - 1; n >= 0; n -= 1) {
    const key = memberKey(id, n);
    if (!state.closedReservations.candidates(key).includes(undone)) continue;
    state.closedReservations.set(key, undone, 0);
    return;
  }
};

/** Takes back that a reservation is closed; tells its live resolvers, oldest first. */
export const reopenReservation = (state: LedgerState, id: string): number[] => {
  const live = liveResolvers(state, id, Infinity).reverse();
  for (let n = membersOf(state, id) - 1; n >= 0; n -= 1) {
    const key = memberKey(id, n);
    for (const one of state.closedReservations.candidates(key)) {
      state.closedReservations.delete(key, one);
    }
  }
  for (const one of state.closedReservations.candidates(id))
    state.closedReservations.delete(id, one);
  return live;
};

const membersOf = (state: LedgerState, id: string): number =>
  state.closedReservations
    .candidates(id)
    .reduce((most, revision) => Math.max(most, state.closedReservations.note(id, revision)), 0);
