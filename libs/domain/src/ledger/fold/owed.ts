import type { LedgerState } from '../state.js';

/** Lets a unit's lot of over-use or debt be found again. */
export const rememberOwed = (state: LedgerState, key: string, lot: string): void => {
  const list = state.owed.edit(key);
  if (list === undefined) state.owed.set(key, { ids: [lot] });
  else if (!list.ids.includes(lot)) list.ids.push(lot);
};
