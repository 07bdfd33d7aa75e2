import type { EventStore } from '../event-store.js';

/** One log as a test meets it. */
export interface StoreUnderTest {
  readonly store: EventStore;
  /** Another store on the same log, as another process would have it. Closed by `dispose`. */
  another(): Promise<EventStore>;
  dispose(): Promise<void>;
}

export type MakeStore = () => Promise<StoreUnderTest>;

/** The log of the running test. */
export type LogUnderTest = () => StoreUnderTest;
