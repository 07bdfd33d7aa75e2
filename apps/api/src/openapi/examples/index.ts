import { CLOSING } from './closing.js';
import { CORRECTING } from './correcting.js';
import type { Example } from './example.js';
import { OPENING } from './opening.js';
import { READING } from './reading.js';
import { USING } from './using.js';

export type { Example } from './example.js';

/** From opening a ledger to closing a year. They stand in the description of the API. */
export const EXAMPLES: readonly Example[] = [
  ...OPENING,
  ...USING,
  ...CORRECTING,
  ...CLOSING,
  ...READING,
];
