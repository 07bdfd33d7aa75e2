import { AppendTooLarge, type AppendLimits, type NewEvent } from './event-store.js';

/** Lower case, because databases give UUIDs back so and an id must come back as it was handed in. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * What every adapter checks before anything is sent, so that all of them refuse alike.
 * @throws {AppendTooLarge} over the limits
 * @throws {RangeError} nothing to append
 * @throws {TypeError} an id that is no lower-case UUID
 */
export function checkAppend(events: readonly NewEvent[], limits: AppendLimits): void {
  if (events.length === 0) throw new RangeError('an append holds at least one event');
  let bytes = 0;
  for (const { id, body, metadata } of events) {
    if (!UUID.test(id)) throw new TypeError(`event id is no lower-case UUID: ${id}`);
    bytes += Buffer.byteLength(body) + Buffer.byteLength(metadata);
  }
  if (events.length > limits.eventsMax || bytes > limits.bytesMax)
    throw new AppendTooLarge(limits, events.length, bytes);
}
