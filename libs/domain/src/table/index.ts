export { FingerprintIndex } from './fingerprint-index.js';
export { RevisionLists } from './revision-lists.js';
export { Table } from './table.js';
