import type { LedgerEvent } from '#domain';
import { isNothing, isSame } from '../amounts.js';
import type { Book } from '../book.js';
import { shouldBeSetAside, type Sheet } from '../reservation-book.js';

/** Nothing takes effect, and nothing is changed, on days whose books are closed, before the opening or to come. */
export const inOpenBooks = (event: LedgerEvent, book: Book): string | undefined => {
  const { type, data } = event;
  if (type === 'LedgerOpened' || type === 'DayAdvanced') return undefined;
  if (!book.isOpen(data.effectiveOn)) return `${data.entryId} is effective on ${data.effectiveOn}`;
  if (data.settles !== undefined) return `${data.entryId} settles`;
  for (const { effectiveOn } of data.postings) {
    if (effectiveOn !== undefined && effectiveOn < data.effectiveOn)
      return `${data.entryId} moves on ${effectiveOn}, before its day`;
  }
  if (type !== 'UnitsRegistered' || book.closedThrough === '') return undefined;
  const known = event.data.units.find(
    ({ unitId, from }) => book.units.latest(unitId) !== undefined && from <= book.closedThrough,
  );
  return known && `${data.entryId} changes ${known.unitId} from ${known.from}, which is closed`;
};

/** An expiry is undone on its own day, so that the days between are as they were, while that day is open. */
export const expiryUndoneOnItsDay = (event: LedgerEvent, book: Book): string | undefined => {
  if (event.type !== 'EntryReversed' || event.data.entryType !== 'ReservationsExpired')
    return undefined;
  const { entry, effectiveOn } = event.data;
  const expired = book.events.find(({ data }) => data.entryId === entry)?.data.effectiveOn ?? '';
  if (expired === effectiveOn || !book.isOpen(expired)) return undefined;
  return `${entry} of ${expired} is undone on ${effectiveOn}`;
};

/** What a person opened again does not expire by itself. */
export const staysOpenedAgain = (event: LedgerEvent, book: Book): string | undefined => {
  if (event.type !== 'ReservationsExpired') return undefined;
  const again = event.data.reservations.find((id) => book.reservations.sheets.get(id)?.reopened);
  return again && `${event.data.entryId} ends ${again}, which a person opened again`;
};

/** What a person took back from what a deadline had taken is not taken by the ledger again. */
export const staysTakenBack = (event: LedgerEvent, book: Book): string | undefined => {
  if (!isAfterDeadline(event)) return undefined;
  const taken = new Set(event.data.postings.map(({ from }) => from.split('/')[1] ?? ''));
  const again = book.events.find(
    (before) =>
      isAfterDeadline(before) &&
      book.isUndone(before.data.entryId) &&
      before.data.postings.some(({ from }) => taken.has(from.split('/')[1] ?? '')),
  );
  return again && `${event.data.entryId} takes again what ${again.data.entryId} had to give back`;
};

const isAfterDeadline = ({ type, data }: LedgerEvent): boolean =>
  (type === 'QuotaReclaimed' || type === 'QuotaLapsed') && data.actor.role === 'system';

/** On every day, what is set aside for a reservation is what its sheet says. */
export const setAsideAsWritten = (book: Book): string | undefined => {
  for (const sheet of book.reservations.sheets.values()) {
    for (const [lot, curve] of sheet.posted) {
      for (const day of daysOf(sheet, book)) {
        const is = curve.on(day);
        if (!isGivenBackLater(sheet) && is.some((one) => one < 0n))
          return `${sheet.id} has ${is.join('/')} of ${lot} on ${day}`;
        const should = shouldBeSetAside(sheet, lot, day);
        if (should === undefined || isSame(is, should)) continue;
        return `${sheet.id} has ${is.join('/')} of ${lot} on ${day} instead of ${should.join('/')}`;
      }
    }
  }
  return undefined;
};

/**
 * Something came back on a later day than it was taken. On the days between, another draw dated there is judged by the
 * account, in which other reservations of the lot stand as well; the contract says nothing of the one.
 */
const isGivenBackLater = ({ taken }: Sheet): boolean =>
  taken.some(({ day, backOn = day }) => backOn > day);

const daysOf = (sheet: Sheet, book: Book): Set<string> =>
  new Set([
    sheet.openedOn,
    sheet.expiresOn,
    book.today,
    ...sheet.taken.flatMap(({ day, backOn = day }) => [day, backOn]),
    ...[...sheet.posted.values()].flatMap((curve) => curve.balances().map(({ day }) => day)),
  ]);

/** A reservation whose end has passed holds nothing, unless a person opened it again. */
export const expiredInTime = (book: Book): string | undefined => {
  for (const sheet of book.reservations.stillOpen()) {
    if (sheet.reopened || sheet.expiresOn >= book.today) continue;
    if (book.closedThrough >= book.today) continue;
    return `${sheet.id} ended on ${sheet.expiresOn} and stands on ${book.today}`;
  }
  return undefined;
};

export interface Deadline {
  readonly passesOn: string;
  readonly then: 'reclaim' | 'lapse' | 'nothing';
  readonly province: string;
}

/** Accounts on which a passed deadline must leave nothing, once the day's work is done. */
export const underDeadline = (book: Book, deadline: Deadline): string[] => {
  if (deadline.then === 'nothing' || book.today <= deadline.passesOn) return [];
  if (book.closedThrough >= book.today) return [];
  return book.holding('available', book.today).filter((path) => {
    const [unit = '', lot = ''] = path.split('/');
    if (deadline.then === 'reclaim' && unit === deadline.province) return false;
    if (book.units.on(unit, book.today)?.holdsQuota !== true) return false;
    const page = book.lots.get(lot);
    if (page?.planYear !== 2017 || isSpared(book, lot)) return false;
    return givenOn(book, lot, deadline.province) <= deadline.passesOn;
  });
};

/** The day on which the province gave it: what was handed on or divided below counts from then. */
const givenOn = (book: Book, lot: string, province: string): string => {
  let given = book.lots.get(lot);
  for (const above of book.lotsAbove(lot)) {
    if (given?.planYear !== above.planYear || above.unit === province) break;
    given = above;
  }
  return given?.openedOn ?? '';
};

/** Whether a person took it, or what it was divided from, back from what the deadline had taken. */
const isSpared = (book: Book, lot: string): boolean => {
  const own = [lot, ...book.lotsAbove(lot).map((one) => one.lot)];
  return book.events.some(
    (event) =>
      isAfterDeadline(event) &&
      book.isUndone(event.data.entryId) &&
      event.data.postings.some(({ from }) => own.includes(from.split('/')[1] ?? '')),
  );
};

export const stillHeld = (book: Book, paths: readonly string[]): string | undefined =>
  paths.find((path) => !isNothing(book.takable(path, book.today)));
