export { FingerprintIndex, type Fingerprint, type Fingerprinting } from './fingerprint-index.js';
export { IdGroups } from './id-groups.js';
export { Layer } from './layer.js';
export { RevisionLists } from './revision-lists.js';
export { Table } from './table.js';
