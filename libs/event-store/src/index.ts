export { abandon, distrust, withConnection } from './connections.js';
export { Defect, isAnswered, isOurs, isOutage } from './failures.js';
export * from './copy-log.js';
export * from './event-store.js';
export { becomeLeader, type Leadership } from './leadership.js';
export * from './log-digest.js';
export * from './sequencer/index.js';
export * from './snapshot-store.js';
export * from './stream-model.js';
