export { removeStreams } from './log-under-test.js';
export { StandInCluster } from './stand-in-cluster.js';
export { StandInLog, type LogCopy, type StoredRecord } from './stand-in-log.js';
export { startStandIn, type StandIn, type StandInOptions, type StandInRules } from './stand-in.js';
