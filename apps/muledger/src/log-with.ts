import type { EventStore } from '#event-store';

/** The log, some of whose doings are others. */
export const logWith = (log: EventStore, changed: Partial<EventStore>): EventStore => ({
  limits: log.limits,
  append: (stream, events, expected) => log.append(stream, events, expected),
  readStream: (stream, from, direction, limit) => log.readStream(stream, from, direction, limit),
  readAll: (after) => log.readAll(after),
  follow: (after, signal) => log.follow(after, signal),
  close: () => log.close(),
  ...changed,
});
