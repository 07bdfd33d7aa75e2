import type { EventStore } from '#event-store';

/** The log, some of whose doings are others. */
export const logWith = (log: EventStore, changed: Partial<EventStore>): EventStore => ({
  get limits() {
    return log.limits;
  },
  append: (...args) => log.append(...args),
  readStream: (...args) => log.readStream(...args),
  readAll: (after) => log.readAll(after),
  follow: (...args) => log.follow(...args),
  close: () => log.close(),
  ...changed,
});
