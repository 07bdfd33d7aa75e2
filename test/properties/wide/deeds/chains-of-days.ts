import type { Clerk } from '../clerk.js';
import { remainingOf, usesIn } from '../laws/uses.js';
import type { Step } from '../steps.js';
import { newest } from './chains-of-uses.js';
import { isCounty, type Doing } from './draws.js';

const plainly = (step: Step): Step => ({ ...step, share: 40, daysBack: 0, name: 0 });

/** Something set aside is used in part and ends, and then the use is undone, or all of it; or the end on a day too late. */
export function* undoAfterEnd(clerk: Clerk, step: Step): Doing {
  const plain = plainly(step);
  const { book } = clerk;
  const from = clerk.holding('available', plain, step.picks[0], (unit) => isCounty(clerk, unit));
  if (from === undefined) return;
  const { unit, lot, quantity, on } = from;
  const isReserved = yield clerk.wish('ReserveQuota', plain, {
    unit,
    draws: [{ lot, quantity }],
    batch: '批-1',
    expiresOn: clerk.shifted(on, 1 + (step.picks[1] % 2)),
  });
  const reservation = newest(clerk);
  if (!isReserved) return;
  const [left] = book.reservations.left(reservation).values();
  if (left === undefined) return;
  const isUsed = yield clerk.wish('ConsumeQuota', plain, {
    unit,
    draws: [{ lot, quantity: clerk.quantity(lot, clerk.portion(left, plain)), reservation }],
    approval: clerk.freshApproval(on),
  });
  const use = newest(clerk);
  yield { days: 3 + (step.picks[2] % 2) };
  const taken = book.reservations.sheets.get(reservation)?.taken ?? [];
  if (step.picks[3] % 3 > 0) {
    if (isUsed) yield reversal(clerk, plain, use, on);
    if (step.picks[3] % 3 === 1) return;
    for (const { entry, day } of taken)
      if (!book.isUndone(entry)) yield reversal(clerk, plain, entry, day);
    yield reversal(clerk, plain, reservation, on);
    return;
  }
  const expiry = taken.find(({ type }) => type === 'ReservationsExpired');
  if (expiry === undefined || !book.isOpen(expiry.day) || expiry.day === book.today) return;
  yield clerk.wish(
    'ReverseEntry',
    plain,
    { entry: expiry.entry, effectiveOn: book.today, reason: '误登' },
    { mustBe: 'refused', because: 'an expiry is undone on its own day' },
  );
}

/** What comes back when the deadline is over is divided at once. */
export function* divideReturned(clerk: Clerk, step: Step): Doing {
  const plain = plainly(step);
  const { book } = clerk;
  const use = clerk.pick(
    usesIn(book).filter(
      ({ type, data }) => type === 'QuotaConsumed' && !book.isUndone(data.entryId),
    ),
    step.picks[0],
  );
  if (use === undefined) return;
  const [lot = ''] = [...remainingOf(book, use).keys()];
  if (!(yield reversal(clerk, plain, use.data.entryId, book.today))) return;
  const { unit } = use.data;
  const free = clerk.holding(
    'available',
    { ...plain, share: 'all' },
    step.picks[1],
    (holder, one) => holder === unit && one === lot,
  );
  if (free === undefined) return;
  const parts = [{ quantity: free.quantity, planKind: 'reward' }];
  yield clerk.wish('SplitQuota', plain, { unit, lot, parts });
  yield { days: 1 };
}

/** What the ledger took by itself is given back by a person, and days pass. */
export function* keepWhatWasTaken(clerk: Clerk, step: Step): Doing {
  const { book } = clerk;
  const taken = book.events.filter(
    ({ type, data }) =>
      (type === 'QuotaReclaimed' || type === 'QuotaLapsed') &&
      data.actor.role === 'system' &&
      !book.isUndone(data.entryId),
  );
  const event = clerk.pick(taken, step.picks[0]);
  if (event === undefined) return;
  yield reversal(clerk, plainly(step), event.data.entryId, event.data.effectiveOn);
  yield { days: 1 + (step.picks[1] % 2) };
}

/** The books are closed, and a unit is changed from one of the closed days on, by an entry of today. */
export function* registerInClosed(clerk: Clerk, step: Step): Doing {
  const { book } = clerk;
  const { units, today } = book;
  const plain = plainly(step);
  yield clerk.wish('CloseBooks', plain, { through: clerk.shifted(today, -1) });
  const from = clerk.shifted(today, -1 - (step.picks[0] % 3));
  const unit = clerk.pick(units.living(), step.picks[1]);
  const now = unit === undefined ? undefined : units.on(unit, from);
  if (now?.parent === undefined || from > book.closedThrough) return;
  yield clerk.wish(
    'RegisterUnits',
    plain,
    { effectiveOn: today, units: [{ ...now, name: `${now.name}新`, from }] },
    { mustBe: 'refused', because: 'the tables of closed days stay as they are' },
  );
}

const reversal = (clerk: Clerk, step: Step, entry: string, effectiveOn: string) =>
  clerk.wish('ReverseEntry', step, { entry, effectiveOn, reason: '误登' });
