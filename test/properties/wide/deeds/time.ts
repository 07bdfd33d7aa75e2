import { quantityIn } from '../amounts.js';
import type { Clerk } from '../clerk.js';
import type { Step } from '../steps.js';
import { drawsOnAll } from './uses.js';
import { isCounty, type Doing } from './draws.js';

/** For a project or a batch, ending soon. */
export function* reserve(clerk: Clerk, step: Step): Doing {
  const from = clerk.holding('available', step, step.picks[0], (unit) => isCounty(clerk, unit));
  if (from === undefined) return;
  const { unit, lot, quantity } = from;
  const { project } = clerk.project(step.picks[3], step.spelling);
  yield clerk.wish('ReserveQuota', step, {
    unit,
    draws: [{ lot, quantity }],
    ...(project === undefined ? { batch: '批-1' } : { project }),
    expiresOn: clerk.shifted(clerk.book.today, step.picks[1] % 6),
    ...(step.picks[2] % 5 === 0 ? { actor: cityOver(clerk, unit, step) } : {}),
  });
}

/** A city that acts for a unit below it, or that did before it ended. */
const cityOver = (clerk: Clerk, unit: string, step: Step) => {
  const cities = clerk.book.units
    .all()
    .filter((one) => clerk.book.units.latest(one)?.level === 'city');
  const [above = ''] = clerk.book.units.above(unit, clerk.book.today);
  const city = step.picks[2] % 10 === 0 ? above : (clerk.pick(cities, step.picks[2]) ?? above);
  return { id: 'c', role: 'city', unit: city };
};

export function* release(clerk: Clerk, step: Step): Doing {
  const sheet = clerk.pick(clerk.book.reservations.stillOpen(), step.picks[0]);
  if (sheet === undefined) return;
  const [lot, left] = clerk.pick([...clerk.book.reservations.left(sheet.id)], step.picks[1]) ?? [];
  if (lot === undefined || left === undefined) return;
  const quantity = quantityIn(sheet.indicator, clerk.portion(left, step));
  yield clerk.wish('ReleaseReservation', step, {
    reservation: sheet.id,
    ...(step.picks[2] % 2 === 0 ? { draws: [{ lot, quantity }] } : {}),
  });
}

export function* amend(clerk: Clerk, step: Step): Doing {
  const sheet = clerk.pick(clerk.book.reservations.stillOpen(), step.picks[0]);
  if (sheet === undefined) return;
  yield clerk.wish('AmendReservation', step, {
    reservation: sheet.id,
    ...(step.picks[1] % 2 === 0
      ? { expiresOn: clerk.shifted(clerk.book.today, step.picks[2] % 6) }
      : clerk.project(1 + (step.picks[2] % 2), step.spelling)),
  });
}

const reversal = (clerk: Clerk, step: Step, entry: string, effectiveOn: string) =>
  clerk.wish('ReverseEntry', step, { entry, effectiveOn, reason: '误登' });

/** Any entry that moved something: on its own day, or on the day of the step. */
export function* reverse(clerk: Clerk, step: Step): Doing {
  const moved = clerk.book.events.filter(({ data }) => data.postings.length > 0);
  const event = clerk.pick(moved, step.picks[0]);
  if (event === undefined) return;
  const on = step.picks[1] % 2 === 0 ? event.data.effectiveOn : clerk.day(step);
  yield reversal(clerk, step, event.data.entryId, on);
}

export function* reverseNewest(clerk: Clerk, step: Step): Doing {
  const moved = clerk.book.events.filter(
    ({ type, data }) =>
      type !== 'EntryReversed' && data.postings.length > 0 && !clerk.book.isUndone(data.entryId),
  );
  const event = moved.at(-1 - (step.picks[0] % 3));
  if (event === undefined) return;
  const on = step.picks[1] % 2 === 0 ? event.data.effectiveOn : clerk.day(step);
  yield reversal(clerk, step, event.data.entryId, on);
}

type Type = Parameters<Clerk['book']['ofType']>[0];

const standing = (clerk: Clerk, types: readonly Type[]) =>
  clerk.book.events.filter(
    ({ type, data }) => types.includes(type) && !clerk.book.isUndone(data.entryId),
  );

function* reverseOne(clerk: Clerk, step: Step, types: readonly Type[]): Doing {
  const event = clerk.pick(standing(clerk, types), step.picks[0]);
  if (event === undefined) return;
  const on = step.picks[1] % 2 > 0 ? event.data.effectiveOn : clerk.day(step);
  yield reversal(clerk, step, event.data.entryId, on);
}

export const reverseUse = (clerk: Clerk, step: Step): Doing =>
  reverseOne(clerk, step, ['QuotaConsumed', 'QuotaAdvanced', 'OverUseRecorded']);
export const reverseVoid = (clerk: Clerk, step: Step): Doing =>
  reverseOne(clerk, step, ['ConsumptionVoided']);
export const reverseExpiry = (clerk: Clerk, step: Step): Doing =>
  reverseOne(clerk, step, ['ReservationsExpired']);
export const reverseReservation = (clerk: Clerk, step: Step): Doing =>
  reverseOne(clerk, step, ['QuotaReserved', 'BalanceBroughtForward']);

/** What the ledger took by itself, given back by a person. */
export function* reverseSystem(clerk: Clerk, step: Step): Doing {
  const taken = standing(clerk, ['QuotaReclaimed', 'QuotaLapsed']).filter(
    ({ data }) => data.actor.role === 'system',
  );
  const event = clerk.pick(taken, step.picks[0]);
  if (event === undefined) return;
  yield reversal(clerk, step, event.data.entryId, event.data.effectiveOn);
}

/**
 * An approval that was given in time but is heard of after the expiry: the expiry is reversed, and what comes back can be
 * used on the day of the approval.
 */
export function* lateApproval(clerk: Clerk, step: Step): Doing {
  const { book } = clerk;
  const expiry = clerk.pick(
    book.ofType('ReservationsExpired').filter(({ data }) => !book.isUndone(data.entryId)),
    step.picks[0],
  );
  if (expiry === undefined) return;
  const { entryId, effectiveOn, reservations } = expiry.data;
  const granted = yield reversal(clerk, step, entryId, effectiveOn);
  const sheet = book.reservations.sheets.get(clerk.pick(reservations, step.picks[1]) ?? '');
  if (!granted || sheet === undefined) return;
  const draws = drawsOnAll(clerk, sheet);
  const on = step.picks[2] % 2 === 0 ? sheet.expiresOn : sheet.openedOn;
  if (draws.length === 0 || !book.isOpen(on) || on > sheet.expiresOn) return;
  yield clerk.wish(
    'ConsumeQuota',
    { ...step, name: 0 },
    {
      unit: sheet.unit,
      effectiveOn: on,
      draws,
      approval: clerk.freshApproval(on),
    },
    {
      neverFor: ['reservation-expired', 'reservation-closed', 'reservation-unknown'],
      because: 'an approval given in time can be recorded, however late it is heard of',
    },
  );
}

/** A use of a reservation that has expired since, undone on its own day. */
export function* reverseLateUse(clerk: Clerk, step: Step): Doing {
  const { sheets } = clerk.book.reservations;
  const late = [...sheets.values()].flatMap((sheet) => {
    const hasExpired = sheet.taken.some(
      ({ type, backOn }) => type === 'ReservationsExpired' && backOn === undefined,
    );
    return hasExpired ? sheet.taken.filter(({ type }) => type !== 'ReservationsExpired') : [];
  });
  const taking = clerk.pick(late, step.picks[0]);
  if (taking !== undefined) yield reversal(clerk, step, taking.entry, taking.day);
}

/** All that was done with a reservation, undone on its own day, in one order or the other; at last the reservation. */
export function* undoReservation(clerk: Clerk, step: Step): Doing {
  const sheets = [...clerk.book.reservations.sheets.values()];
  const busy = sheets.filter(({ taken }) => taken.length > 1);
  const sheet = clerk.pick(busy.length > 0 ? busy : sheets, step.picks[0]);
  if (sheet === undefined) return;
  const takings = step.picks[1] % 2 === 0 ? sheet.taken.toReversed() : [...sheet.taken];
  for (const { entry, day } of takings) {
    if (!clerk.book.isUndone(entry)) yield reversal(clerk, { ...step, name: 0 }, entry, day);
  }
  yield reversal(clerk, step, sheet.openedBy, sheet.openedOn);
}

export function* closeBooks(clerk: Clerk, step: Step): Doing {
  // Not every time: in a ledger that is always closed nothing of the past can happen.
  if (step.picks[0] % 2 > 0) return;
  const through = clerk.shifted(clerk.book.today, -(step.picks[1] % 6));
  yield clerk.wish('CloseBooks', step, { through });
}

export function* annotateNote(clerk: Clerk, step: Step): Doing {
  const event = clerk.pick(clerk.book.events, step.picks[0]);
  if (event === undefined) return;
  yield clerk.wish('AnnotateEntry', step, {
    entry: event.data.entryId,
    field: 'note',
    is: `注${step.picks[1]}`,
    reason: '补记',
    effectiveOn: clerk.shifted(clerk.book.today, -(step.picks[2] % 12)),
  });
}
