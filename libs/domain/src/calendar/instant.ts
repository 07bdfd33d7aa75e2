import { addDays, formatDay, parseDay, type Day } from './day.js';

const SHANGHAI_MINUTES = 8 * 60;
const DAY_MINUTES = 24 * 60;
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/**
 * The Asia/Shanghai date of an ISO 8601 instant with its offset ("2021-03-18T16:00:00.000Z" is
 * 2021-03-19). Shanghai is taken as UTC+8 throughout. That is exact since the end of summer time
 * in September 1991; in the summers of 1986 to 1991 (and in the 1940s) clocks ran an hour ahead,
 * and an instant in the last hour before midnight then belongs to the following date. The ledger
 * asks only about instants at which it recorded something.
 * Throws RangeError when the text is no instant.
 */
export function dayOfInstant(isoInstant: string): Day {
  const match = INSTANT.exec(isoInstant);
  const day = match?.[1] === undefined ? undefined : parseDay(match[1]);
  const [hour, minute, second] = [match?.[2], match?.[3], match?.[4] ?? 0].map(Number);
  const [offsetHours, offsetMinutes] = [match?.[6] ?? 0, match?.[7] ?? 0].map(Number);
  if (
    day === undefined ||
    !(hour !== undefined && hour < 24) ||
    !(minute !== undefined && minute < 60) ||
    !(second !== undefined && second < 60) ||
    !(offsetHours !== undefined && offsetHours < 24) ||
    !(offsetMinutes !== undefined && offsetMinutes < 60)
  )
    throw new RangeError('not an ISO 8601 instant with an offset');

  const ahead = (offsetHours * 60 + offsetMinutes) * (match?.[5] === '-' ? -1 : 1);
  const minutes = hour * 60 + minute - ahead + SHANGHAI_MINUTES;
  return addDays(day, Math.floor(minutes / DAY_MINUTES));
}

/**
 * The last millisecond of a day in Asia/Shanghai, as a UTC instant: what a bare date means where
 * an instant is asked.
 */
export function endOfDay(day: Day): string {
  return `${formatDay(day)}T15:59:59.999Z`;
}
