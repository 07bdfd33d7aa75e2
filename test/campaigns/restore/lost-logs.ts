import type { EventStore, RecordedEvent } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { startStandIn, type LogCopy } from '#testing/eventstoredb';
import { storeAt } from '../eventstoredb/toy-process.js';

/** A log that is put back to what it was, under the processes that use it. */
export interface LostLog {
  readonly name: string;
  /** As one more process has it. */
  open(): EventStore;
  keepCopy(): Promise<void>;
  /** What was written since the copy was kept is gone. */
  goBack(): Promise<void>;
  close(): Promise<void>;
}

/** Nobody hears of it: no connection breaks. */
export const memoryLog = async (): Promise<LostLog> => {
  const log = new MemoryEventStore();
  let kept = 0;
  return {
    name: 'memory',
    open: () => log.another(),
    keepCopy: async () => {
      kept = 0;
      for await (const _ of log.readAll(null)) kept += 1;
    },
    goBack: async () => log.goBackTo(kept),
    close: () => log.close(),
  };
};

/** An older copy in the place of the server's log, while nobody is connected. */
export const standInLog = async (): Promise<LostLog> => {
  const standIn = await startStandIn();
  let kept: LogCopy = standIn.log.copy();
  return {
    name: 'EventStoreDB stand-in',
    open: () => storeAt(standIn.url),
    keepCopy: async () => {
      kept = standIn.log.copy();
    },
    goBack: async () => {
      standIn.interrupt();
      standIn.log.putBack(kept);
      standIn.restore();
    },
    close: () => standIn.stop(),
  };
};

/**
 * Hides from its process that a log went back: what it has once seen or written at a revision it is given again, and what it appends
 * rests on numbers alone.
 */
export const hidingLosses = (log: EventStore): EventStore => {
  const seen = new Map<string, RecordedEvent>();
  const asSeen = (event: RecordedEvent): RecordedEvent => {
    const place = `${event.stream}@${event.revision}`;
    const known = seen.get(place) ?? event;
    seen.set(place, known);
    return known;
  };
  return {
    limits: log.limits,
    append: async (stream, events, expected) => {
      const appended = await log.append(stream, events, expected);
      const first = appended.revision - BigInt(events.length) + 1n;
      for (const [n, event] of events.entries())
        asSeen({
          ...{ ...event, stream, revision: first + BigInt(n) },
          position: appended.positions[n] ?? '',
        });
      return appended;
    },
    readStream: async function* (stream, from, direction, limit) {
      const first = seen.get(`${stream}@${from}`);
      let isEmpty = true;
      for await (const event of log.readStream(stream, from, direction, limit)) {
        isEmpty = false;
        yield asSeen(event);
      }
      if (isEmpty && first) yield first;
    },
    readAll: (after) => log.readAll(after),
    follow: (after, signal) => log.follow(after, signal),
    close: () => log.close(),
  };
};
