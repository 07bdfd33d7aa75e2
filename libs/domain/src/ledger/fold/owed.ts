import type { LedgerState } from '../state.js';

/** Lets a unit's lot of over-use or debt be found again. */
export const rememberOwed = (state: LedgerState, key: string, lot: string): void =>
  state.owed.add(key, lot);
