export { abandon, ofOneHost, withConnection } from './connections.js';
export { FollowLoop, STOPPED_RETRY } from './follow-loop.js';
export { type Pauses } from './back-off.js';
export { Defect, isAnswered, isOurs, isOutage } from './failures.js';
export * from './copy-log.js';
export * from './event-store.js';
export * from './ground.js';
export { becomeLeader, type Leadership } from './leadership.js';
export * from './log-digest.js';
export * from './loss-book.js';
export * from './sequencer/index.js';
export {
  atOnce,
  eachInSlices,
  inSlices,
  mapInSlices,
  mapSteps,
  Slice,
  SLICE_ITEMS,
  sortInSlices,
  turn,
  type Steps,
} from './slices.js';
export * from './snapshot-store.js';
export { FoldsAside, type FoldAside, type FoldsAsideOptions } from './snapshots/folds-aside.js';
export * from './stream-model.js';
export * from './trail.js';
