import { frozenLotKey, frozenUnitKey } from './keys.js';
import type { Lot } from './lot.js';
import { refuse } from './refusals.js';
import type { FreezeInForce, LedgerState } from './state.js';

/** For what something is drawn. */
export interface Use {
  readonly project?: string | undefined;
  readonly purpose?: string | undefined;
  readonly projectClass?: string | undefined;
}

/** For entries that open a lot: only the unit can be frozen. */
export const checkUnitNotFrozen = (
  state: LedgerState,
  unit: string,
  { projectClass }: Use,
): void => {
  const freeze = freezeOf(state, unit, undefined, projectClass);
  if (freeze !== undefined) refuse('frozen', { unit, freeze: freeze.id });
};

/** 冻结 blocks what lowers a holding for use or moves it to another lot; receipts, returns and sanctions pass. */
export const checkNotFrozen = (
  state: LedgerState,
  unit: string,
  lot: Lot,
  { projectClass }: Use = {},
): void => {
  const freeze = freezeOf(state, unit, lot, projectClass);
  if (freeze !== undefined) refuse('frozen', { unit, lot: lot.id, freeze: freeze.id });
};

/** The freeze that a draw meets. Asked are those of the unit, the lot and what stands above them, and no others. */
export const freezeOf = (
  state: LedgerState,
  unit: string,
  lot: Lot | undefined,
  projectClass: string | undefined,
): FreezeInForce | undefined => {
  for (const { group, needsSubtree } of groupsOver(state, unit, lot)) {
    for (const id of state.owners.idsIn(group)) {
      const freeze = state.freezes.get(id);
      if (freeze === undefined || (needsSubtree && !freeze.withSubtree)) continue;
      if (projectClass !== undefined && freeze.exceptions.includes(projectClass)) continue;
      return freeze;
    }
  }
  return undefined;
};

interface Over {
  readonly group: string;
  readonly needsSubtree: boolean;
}

function* groupsOver(state: LedgerState, unit: string, lot: Lot | undefined): Generator<Over> {
  yield { group: frozenUnitKey(unit), needsSubtree: false };
  for (const above of state.units.above(unit, state.head.day)) {
    yield { group: frozenUnitKey(above), needsSubtree: true };
  }
  if (lot === undefined) return;
  yield { group: frozenLotKey(lot.id), needsSubtree: false };
  for (let id = lot.parent; id !== undefined; id = state.lots.get(id)?.parent) {
    yield { group: frozenLotKey(id), needsSubtree: true };
  }
}
