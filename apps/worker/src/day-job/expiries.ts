import { addDays, formatDay, type Day, type ExpireReservations, type LedgerState } from '#domain';
import { effectiveDay } from './effective-day.js';
import { systemActor } from './system-actor.js';

/** Lots that the reservations of one entry may touch together: an event must fit one append. */
const LOTS_MAX = 1_000;

export interface ExpiryOptions {
  /** Reservations that were refused by themselves and wait for a person. */
  readonly left: ReadonlySet<string>;
  /** One reservation an entry: how the one that spoils a group is found. */
  readonly singly: boolean;
}

/**
 * The next entry that releases reservations whose last day lies before `day`; nothing when none is
 * left. It reads what is outstanding, so it may be asked again after any crash: what was posted is no
 * longer open. Ids are `expire:<date>`, `expire:<date>:2`, ….
 */
export const nextExpiry = (
  state: LedgerState,
  day: Day,
  { left, singly }: ExpiryOptions,
): ExpireReservations | undefined => {
  const overdue = firstOverdue(state, day, left);
  if (overdue === undefined) return undefined;
  const due = effectiveDay(state, addDays(overdue.expiredOn, 1));
  // The books of today are closed already: the next day's job posts it.
  if (due > state.head.day) return undefined;
  const effectiveOn = formatDay(due);
  return {
    kind: 'ExpireReservations',
    data: {
      entryId: freeId(state, `expire:${effectiveOn}`),
      actor: systemActor(state),
      effectiveOn,
      reservations: singly ? overdue.ids.slice(0, 1) : fitting(state, overdue.ids),
    },
  };
};

interface Overdue {
  readonly expiredOn: Day;
  readonly ids: readonly string[];
}

/** Those of the earliest day: reservations that ended on different days have different days of effect. */
const firstOverdue = (
  state: LedgerState,
  day: Day,
  left: ReadonlySet<string>,
): Overdue | undefined => {
  let first: Overdue | undefined;
  for (const [, { ids: sameDay }] of state.expiring.entries()) {
    const expiredOn = state.reservations.get(sameDay[0] ?? '')?.expiresOn;
    if (expiredOn === undefined || expiredOn >= day) continue;
    if (first !== undefined && expiredOn > first.expiredOn) continue;
    const ids = sameDay.filter((id) => !left.has(id));
    if (ids.length > 0) first = { expiredOn, ids: ids.sort() };
  }
  return first;
};

const fitting = (state: LedgerState, ids: readonly string[]): string[] => {
  let lots = 0;
  const chosen: string[] = [];
  for (const id of ids) {
    lots += state.reservations.get(id)?.left.size ?? 0;
    if (chosen.length > 0 && lots > LOTS_MAX) break;
    chosen.push(id);
  }
  return chosen;
};

const freeId = (state: LedgerState, id: string): string => {
  if (!state.entries.has(id)) return id;
  let n = 2;
  while (state.entries.has(`${id}:${n}`)) n += 1;
  return `${id}:${n}`;
};
