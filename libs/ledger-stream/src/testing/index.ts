export { contentsOf } from './contents.js';
export { anyEvent } from './event-arbitraries.js';
export { everyKind } from './every-kind.js';
export { LedgerUnderTest } from './ledger-under-test.js';
export { syntheticLog, type SyntheticLogOptions } from './synthetic-log.js';
