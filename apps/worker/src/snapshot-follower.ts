import { SnapshotWriter, type EventStore, type SnapshotStore } from '#event-store';
import { ledgerModel } from '#ledger-stream';
import type { Follower } from './follower.js';

/** Events of a ledger from one snapshot to the next: what a start has to fold at most. */
const EVERY_EVENTS = 10_000;

/** Writes the snapshots of one ledger, from a fold of its own. */
export const snapshotFollower = (
  store: EventStore,
  snapshots: SnapshotStore,
  stream: string,
): Follower => {
  const writer = new SnapshotWriter({
    store,
    snapshots,
    model: ledgerModel,
    stream,
    everyEvents: EVERY_EVENTS,
  });
  return { name: `snapshots of ${stream}`, run: (signal) => writer.run(signal) };
};
