import type { Position } from '../event-store.js';

/** Where a record stands in the transaction log of the server: ordered, and full of gaps. */
export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

const TEXT = /^(\d{1,19})\/(\d{1,19})$/;
/** The server counts in 63 bits. */
const LAST = 2n ** 63n - 1n;
/** What the server says instead of a position it does not know. */
const UNKNOWN = String(2n ** 64n - 1n);

/** @throws {RangeError} a text that this adapter has not written */
export function parsePosition(position: Position): LogPosition {
  const [, commit, prepare] = TEXT.exec(position) ?? [];
  if (commit !== undefined && prepare !== undefined && BigInt(commit) <= LAST)
    return { commit: BigInt(commit), prepare: BigInt(prepare) };
  throw new RangeError(`no position of EventStoreDB: ${JSON.stringify(position)}`);
}

/** From the decimal numbers that the server sends. @throws {Error} the server sends none */
export function positionText(commit: string, prepare: string): Position {
  if (commit === UNKNOWN)
    throw new Error('EventStoreDB 22.6 or newer is needed: the server does not tell positions');
  return `${commit}/${prepare}`;
}

export const isBehind = (one: LogPosition, other: LogPosition): boolean =>
  one.commit === other.commit ? one.prepare > other.prepare : one.commit > other.commit;
