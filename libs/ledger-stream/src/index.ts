export { canonicalText } from './canonical.js';
export { digestOfAsked } from './command-digest.js';
export { balancesOf, digestOfBalances, type Balance } from './digest-of-balances.js';
export { KeyedFingerprints } from './keyed-fingerprints.js';
export { ledgerModel, ledgerStream, submissionOf, type LedgerModel } from './ledger-model.js';
export { recordedAtOf, traceparentOf } from './record-codec.js';
export { BrokenLog, replay, type Replayed, type ReplayOptions, type Unbalanced } from './replay.js';
export { RefusalRecorder, refusalStream, type RefusalRecorderOptions } from './refusal-recorder.js';
