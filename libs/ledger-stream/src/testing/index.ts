export { everyKind } from './every-kind.js';
export { syntheticLog, type SyntheticLogOptions } from './synthetic-log.js';
