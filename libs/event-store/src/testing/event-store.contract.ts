import { describeAppending } from './appending.contract.js';
import { describeFollowing } from './following.contract.js';
import { describeReading } from './reading.contract.js';
import type { LogUnderTest, MakeStore } from './log-under-test.js';

export type { MakeStore, LogUnderTest, StoreUnderTest } from './log-under-test.js';

/**
 * What every adapter of the event store must do, all of it.
 * @param makeStore is called before each test; the log it gives may hold earlier events.
 */
export function describeEventStoreContract(name: string, makeStore: MakeStore): void {
  describe(`event store contract: ${name}`, () => {
    let made: Awaited<ReturnType<MakeStore>> | undefined;
    const log: LogUnderTest = () => {
      if (!made) throw new Error('the store under test is made before each test');
      return made;
    };
    beforeEach(async () => {
      made = await makeStore();
    });
    afterEach(async () => {
      await made?.dispose();
      made = undefined;
    });

    describeAppending(log);
    describeReading(log);
    describeFollowing(log);
  });
}
