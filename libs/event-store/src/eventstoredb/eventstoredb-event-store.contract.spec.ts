import { describeEventStoreContract } from '../testing/event-store.contract.js';
import { openLogUnderTest } from '../testing/eventstoredb/log-under-test.js';

const { EVENTSTORE_URL } = process.env;

describeEventStoreContract(
  EVENTSTORE_URL === undefined ? 'eventstoredb, on a stand-in' : 'eventstoredb, on a server',
  () => openLogUnderTest(EVENTSTORE_URL),
);
