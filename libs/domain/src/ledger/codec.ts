/**
 * Stored entry ↔ event. The stored data are JSON: the quantities of postings, the only big numbers of an event, are
 * decimal strings there. This is the one place that trusts the shape of what was read.
 */
import type { LedgerEvent, LedgerEventType } from './events.js';
import { UPCASTERS, type JsonObject, type Upcasters } from './upcasters/index.js';

/** An entry as the log keeps it. */
export interface StoredEntry {
  readonly type: string;
  /** Of the shape of `data`; starts at 1. */
  readonly schemaVersion: number;
  readonly data: JsonObject;
}

/** Where in the log an entry stands, for the message when it cannot be read. */
export interface StoredAt {
  readonly stream: string;
  readonly revision: bigint;
}

/** A defect: the log holds what these rules never wrote, or a newer version wrote it. */
export class UnreadableEntry extends Error {
  override readonly name = 'UnreadableEntry';
  constructor(
    readonly type: string,
    readonly schemaVersion: number,
    readonly at: StoredAt,
    reason: string,
  ) {
    super(`${type} of schema version ${schemaVersion} at ${at.stream}@${at.revision}: ${reason}`);
  }
}

/** The version a type is written with. */
export const schemaVersionOf = (type: LedgerEventType, upcasters = UPCASTERS): number =>
  upcasters[type].length + 1;

/** Members that are undefined stay so; whoever writes the text leaves them out. */
export const encodeEntry = ({ type, data }: LedgerEvent): StoredEntry => ({
  type,
  schemaVersion: schemaVersionOf(type),
  data: { ...data, postings: data.postings.map(writtenPosting) } as unknown as JsonObject,
});

/**
 * Takes `data` over: it is changed in place, because a copy of each entry would be a third of a replay.
 * @throws {UnreadableEntry}
 */
export const decodeEntry = (
  { type, schemaVersion, data }: StoredEntry,
  at: StoredAt,
  upcasters: Upcasters = UPCASTERS,
): LedgerEvent => {
  const fail = (reason: string): never => {
    throw new UnreadableEntry(type, schemaVersion, at, reason);
  };
  const known = KNOWN_TYPES.get(type);
  if (known === undefined) return fail('the type is not known');
  const lifts = upcasters[known];
  if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > lifts.length + 1)
    return fail(`versions 1 to ${lifts.length + 1} are known`);
  let current = data;
  if (schemaVersion <= lifts.length)
    for (const lift of lifts.slice(schemaVersion - 1)) current = lift(current);
  const { postings } = current;
  if (!Array.isArray(postings)) return fail('it has no postings');
  for (const posting of postings as readonly StoredPosting[]) {
    if (!readQuantity(posting.quantity)) return fail('a quantity is no whole number of units');
  }
  return { type: known, data: current } as unknown as LedgerEvent;
};

/**
 * The event as it is stored at an instant (ISO 8601, UTC). Filled in in place: a decision is of one event that nobody else
 * has, and a copy of its many members costs as much as a whole check.
 */
export const recordedAs = (event: LedgerEvent, recordedAt: string): LedgerEvent => {
  (event.data as { recordedAt: string }).recordedAt = recordedAt;
  return event;
};

/** The types as they stand in this program: strings that were read are compared letter by letter, these by address. */
const KNOWN_TYPES: ReadonlyMap<string, LedgerEventType> = new Map(
  Object.keys(UPCASTERS).map((type) => [type, type as LedgerEventType]),
);

interface StoredPosting {
  readonly quantity: unknown;
}

const writtenPosting = (posting: LedgerEvent['data']['postings'][number]) => {
  const quantity: Record<string, string> = {};
  for (const component in posting.quantity)
    quantity[component] = String(posting.quantity[component]);
  return { ...posting, quantity };
};

/** Decimal digits to whole units, in place. False when one of them is none. */
const readQuantity = (quantity: unknown): boolean => {
  if (typeof quantity !== 'object' || quantity === null) return false;
  const amounts = quantity as Record<string, unknown>;
  for (const component in amounts) {
    const text = amounts[component];
    // BigInt alone would also read '', ' 7' and '0x7'.
    if (typeof text !== 'string' || !WHOLE.test(text)) return false;
    amounts[component] = BigInt(text);
  }
  return true;
};

const WHOLE = /^(?:0|[1-9]\d*)$/;
