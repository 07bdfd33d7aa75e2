import type { Position } from './event-store.js';

/** The places of a log are 64-bit whole numbers, and the columns that count them are signed. */
const LAST = 2n ** 63n - 1n;

/**
 * A position of the adapters that count their events from 1. Anything else must not reach the log: a negative number
 * looks like a hole before the first event, and would be reported as damage.
 * @throws {RangeError} a text that such an adapter has not written
 */
export const parseCounted = (position: Position): bigint => {
  if (/^\d{1,19}$/.test(position) && BigInt(position) <= LAST) return BigInt(position);
  throw new RangeError(`no position of this log: ${JSON.stringify(position.slice(0, 40))}`);
};
