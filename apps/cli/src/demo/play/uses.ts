import { addDays, formatDay, type Day } from '#domain';
import { dayNamed } from '../units/every-unit.js';
import { isZero, nested, shareOf, type Land } from './land.js';
import { LAST_YEAR } from './plan-years.js';
import type { Holding, PlayBook } from './play-book.js';
import type { Random } from './random.js';

interface Window {
  readonly from: Day;
  readonly until: Day;
}

/** Days between two uses of a lot; less is no time for a reservation and its approval. */
const DAYS_MIN = 12;
const CLOSING = '11-30';

/**
 * 预占, 使用 and 解除 of a lot over the rest of its year. All of them together ask for less than the lot holds, whatever
 * comes back in between, so no day can be overdrawn.
 */
export const useLot = (book: PlayBook, random: Random, holding: Holding, count: number): void => {
  const window = windowOf(book, holding);
  const slot = Math.floor((window.until - window.from) / count);
  if (slot < DAYS_MIN || (holding.left[0] ?? 0n) === 0n) return;
  const whole = holding.left;
  for (let i = 0; i < count; i += 1) {
    const land = nested(shareOf(whole, Math.floor(random.int(520, 930) / count)));
    const from = addDays(window.from, i * slot);
    if ((land[0] ?? 0n) > 0n)
      useOnce(book, random, holding, land, { from, until: addDays(from, slot) });
  }
};

const useOnce = (
  book: PlayBook,
  random: Random,
  holding: Holding,
  land: Land,
  { from, until }: Window,
): void => {
  const year = holding.planYear;
  const id = `${year}:${holding.unit.slice(2)}:${book.serial(`use ${year} ${holding.unit}`)}`;
  const half = addDays(from, Math.floor((until - from) / 2));
  const first = dayIn(random, from, half);
  const second = dayIn(random, addDays(half, 1), addDays(until, -1));
  if (holding.purpose === undefined && !random.chance(55)) {
    book.consume(`use:${id}`, second, holding, land);
    return;
  }
  const staysOpen = year === LAST_YEAR && until > dayNamed(`${year}-10-01`) && random.chance(40);
  const reservation = book.reserve(`reserve:${id}`, first, holding, land, `${year}-12-31`);
  if (staysOpen) return;
  if (random.chance(10)) return book.release(`release:${id}`, second, reservation);
  const used = random.chance(70) ? land : shareOf(land, random.int(850, 990));
  if (isZero(used)) return;
  book.consumeReserved(`use:${id}`, second, reservation, used);
};

/** From a week after it came until November; a unit that ends uses what it can before. */
const windowOf = ({ units }: PlayBook, { unit, planYear, from }: Holding): Window => {
  const endsOn = units.endedOn(unit);
  const closing = dayNamed(`${planYear}-${CLOSING}`);
  const until = endsOn === undefined || endsOn > closing ? closing : addDays(endsOn, -2);
  const earliest = dayNamed(`${planYear}-01-27`);
  const aWeekOn = addDays(dayNamed(from), 7);
  return { from: aWeekOn > earliest ? aWeekOn : earliest, until };
};

const dayIn = (random: Random, from: Day, until: Day): string =>
  formatDay(addDays(from, random.int(0, Math.max(0, until - from))));
