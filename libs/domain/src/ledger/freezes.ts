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

/**
 * For what stays in the hands of the unit but leaves the lot. A freeze of the unit goes on over it; a freeze of the lot
 * would not.
 */
export const checkLotNotFrozen = (state: LedgerState, unit: string, lot: Lot): void => {
  const freeze = firstOf(state, groupsOfLot(state, lot), undefined);
  if (freeze !== undefined) refuse('frozen', { unit, lot: lot.id, freeze: freeze.id });
};

/** The freeze that a draw meets. Asked are those of the unit, the lot and what stands above them, and no others. */
export const freezeOf = (
  state: LedgerState,
  unit: string,
  lot: Lot | undefined,
  projectClass: string | undefined,
): FreezeInForce | undefined =>
  firstOf(state, groupsOfUnit(state, unit), projectClass) ??
  (lot === undefined ? undefined : firstOf(state, groupsOfLot(state, lot), projectClass));

const firstOf = (
  state: LedgerState,
  groups: Iterable<Over>,
  projectClass: string | undefined,
): FreezeInForce | undefined => {
  // Most ledgers have none, and each draw of each would otherwise go up to its province for it.
  if (state.freezes.isEmpty) return undefined;
  for (const { group, needsSubtree } of groups) {
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

function* groupsOfUnit(state: LedgerState, unit: string): Generator<Over> {
  yield { group: frozenUnitKey(unit), needsSubtree: false };
  for (const above of state.units.above(unit, state.head.day)) {
    yield { group: frozenUnitKey(above), needsSubtree: true };
  }
}

function* groupsOfLot(state: LedgerState, lot: Lot): Generator<Over> {
  yield { group: frozenLotKey(lot.id), needsSubtree: false };
  for (let id = lot.parent; id !== undefined; id = state.lots.get(id)?.parent) {
    yield { group: frozenLotKey(id), needsSubtree: true };
  }
}
