/**
 * A calendar date as the number of days since 1970-01-01. All dates of the ledger are
 * Asia/Shanghai dates; the type has no clock and no time zone, so days compare and sort as
 * numbers.
 */
export type Day = number & { readonly __day: 'days since 1970-01-01, Asia/Shanghai calendar date' };

const YEAR_MIN = 1900;
const YEAR_MAX = 2199;
const DAYS_PER_ERA = 146_097; // 400 Gregorian years
const DAYS_TO_1970 = 719_468; // from 0000-03-01

interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * Reads a real date written YYYY-MM-DD in ASCII digits, years 1900 to 2199; anything else is
 * undefined.
 */
export function parseDay(text: string): Day | undefined {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return undefined;
  const year = digitsOf(text, 0, 4);
  const month = digitsOf(text, 5, 7);
  const day = digitsOf(text, 8, 10);
  if (!(year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12)) return undefined;
  if (!(day >= 1 && day <= daysInMonth(year, month))) return undefined;
  return dayOf({ year, month, day });
}

/** NaN when one of them is no ASCII digit. A fold reads several dates an entry; a pattern costs thrice as much. */
function digitsOf(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

export function formatDay(day: Day): string {
  const { year, month, day: dayOfMonth } = civilOf(day);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}`;
}

export function addDays(day: Day, days: number): Day {
  return (day + whole(days)) as Day;
}

/** The same date `years` later; 29 February becomes 28 February where the year has none. */
export function addYears(day: Day, years: number): Day {
  const { year, month, day: dayOfMonth } = civilOf(day);
  const target = year + whole(years);
  return dayOf({ year: target, month, day: Math.min(dayOfMonth, daysInMonth(target, month)) });
}

export function yearOf(day: Day): number {
  return civilOf(day).year;
}

/** 1 January, the first day of a plan year. */
export function firstDayOf(year: number): Day {
  return dayOf({ year: whole(year), month: 1, day: 1 });
}

/** 31 December, the last day of a plan year. */
export function lastDayOf(year: number): Day {
  return dayOf({ year: whole(year), month: 12, day: 31 });
}

// Civil-calendar arithmetic after Howard Hinnant, "chrono-compatible low-level date algorithms":
// years begin in March, so that the leap day is the last day of a year.
function dayOf({ year, month, day }: Civil): Day {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * DAYS_PER_ERA + dayOfEra - DAYS_TO_1970) as Day;
}

function civilOf(day: Day): Civil {
  const fromMarch = day + DAYS_TO_1970;
  const era = Math.floor(fromMarch / DAYS_PER_ERA);
  const dayOfEra = fromMarch - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function whole(n: number): number {
  if (!Number.isSafeInteger(n)) throw new RangeError(`${n} is no whole number`);
  return n;
}

function pad(n: number, width: number): string {
  return String(n).padStart(width, '0');
}
