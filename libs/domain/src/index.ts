export * from './calendar/index.js';
export * from './quantity/index.js';
export * from './units/index.js';
export * from './ledger/index.js';
export {
  FingerprintIndex,
  IdGroups,
  RevisionLists,
  Table,
  type Fingerprint,
  type Fingerprinting,
} from './table/index.js';
